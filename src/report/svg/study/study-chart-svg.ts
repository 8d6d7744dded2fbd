import { UserError } from '../../../base/errors.ts';
import { bestTrial, resultOf } from '../../../records/study/ranking.ts';
import type { StudyRecord } from '../../../records/study/trial-record.ts';
import { type DrawnStudy, markedTrial } from '../../chart/study/marked-trial.ts';
import { plural } from '../../seven-steps/recipe-facts.ts';
import { endingsText } from '../../study/endings.ts';
import { resultText } from '../../study/result-text.ts';
import type { StudyChartKind } from '../chart-kinds.ts';
import { framedSvg } from '../framed-svg.ts';
import { importance } from './importance.ts';
import { parallel } from './parallel.ts';
import { scatter } from './scatter.ts';
import { square } from './square.ts';
import type { NoPicture, StudyChartSource, StudyPictureMaker } from './study-picture.ts';
import { trials } from './trials.ts';

const PICTURES: Readonly<Record<StudyChartKind, StudyPictureMaker>> = { trials, scatter, square, parallel, importance };

/**
 * A chart of a study as a picture that stands alone: the same study gives the same text, on any machine.
 *
 * @param name of the study, as the title has it.
 * @returns an SVG document, 1000 pixels wide; wider only where there are more axes than fit.
 * @throws UserError when there is nothing to draw, with the reason and what to do.
 */
export function studyChartSvg(kind: StudyChartKind, source: StudyChartSource, name = source.study.name): string {
  const { study } = source;
  const best = bestTrial(study.trials, study.header.metric);
  const made = best === undefined ? withoutCompleted(study) : PICTURES[kind](source);
  if ('why' in made) {
    const { why, facts, hint } = made;
    throw new UserError(`There is nothing to draw the chart "${kind}" from: ${why}.`, { facts: [['of', name], ...facts], hint });
  }
  const { title, subtitle, legend, body } = made;
  return framedSvg({ title: `${title}: ${name}`, subtitle: [...subtitle, about(study)], legend }, body);
}

function withoutCompleted({ trials: all, path }: StudyRecord): NoPicture {
  const isOver = all.length > 0 && all.every(({ state }) => state !== 'unfinished');
  return {
    why: 'no trial has completed',
    facts: [['trials', all.length === 0 ? 'none' : endingsText(all)]],
    hint: isOver ? `The page says how they ended, and why: cnn-run report ${path}` : 'Wait until one has.',
  };
}

/** `24 trials: 20 completed, 3 pruned, 1 diverged. The best: trial 6, 98.88 %.` Where another one is marked, its picture says which. */
function about(study: DrawnStudy): string {
  const { trials: all, header } = study;
  const { metric } = header;
  const best = bestTrial(all, metric);
  const told =
    best === undefined || markedTrial(study)?.trial !== best
      ? ''
      : ` The best: trial ${best.index}, ${resultText(resultOf(best, metric), metric)}.`;
  return `${plural(all.length, 'trial')}: ${endingsText(all)}.${told}`;
}
