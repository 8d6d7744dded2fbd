import { ALONE } from '../../chart/look.ts';
import { ROOM_OF_AXIS } from '../../chart/parallel-option.ts';
import { parallelPlan } from '../../chart/study/parallel-plan.ts';
import { WIDTH } from '../framed-svg.ts';
import { partSvg } from '../plan-svg.ts';
import { curveEntry, gradesEntry } from '../swatch-svg.ts';
import type { StudyPictureMaker } from './study-picture.ts';

const HEIGHT = 430;

/** A line for each trial across all hyperparameters and its result. */
export const parallel: StudyPictureMaker = ({ study }) => {
  const plan = parallelPlan(study);
  if (plan === undefined) {
    return {
      why: 'it takes two hyperparameters',
      facts: [['searched', study.header.space.map(({ key }) => key).join(', ') || 'none']],
      hint: 'A single one by the results: --svg scatter',
    };
  }
  const isAnyWithout = plan.lines.some(({ grade }) => grade === undefined);
  const none = curveEntry({ name: 'no result', kind: 'line', colour: 'validation', isDashed: true }, ALONE);
  const isAnyBroken = plan.lines.some(({ at }) => at.slice(0, -1).includes(null));
  const broken = isAnyBroken ? ' It passes over hyperparameters that the trial does not have.' : '';
  // Where so many axes leave no room for what is written at them, the picture is wider.
  const width = Math.max(WIDTH, plan.axes.length * ROOM_OF_AXIS);
  return {
    title: 'All hyperparameters together',
    subtitle: [[`Each line is a trial, on the right its result.${broken}`, ...plan.notes].join(' ')],
    legend: [gradesEntry(ALONE), ...(isAnyWithout ? [none] : [])],
    body: { width, height: HEIGHT, markup: partSvg(plan, { width, height: HEIGHT }, 0, 0) },
  };
};
