import { percent, pointsText } from '../../../base/format.ts';
import type { CurveLog } from '../../../curves/curve-log.ts';
import type { AgainEvidence, CurvesEvidence, StepRecord } from '../../../records/recipe/recipe-record.ts';
import { curvePlan } from '../../chart/curve-plans.ts';
import type { CurveKind } from '../../chart/curve-series.ts';
import type { RecipeView } from '../../recipe-view.ts';
import { recordsOf } from '../../seven-steps/step-states.ts';
import { chartFigure } from '../chart-figure.ts';
import { type Html, html } from '../html.ts';
import { confidenceMeter } from '../readings.ts';
import { stepSection } from './step-section.ts';

export const learningCurves = stepSection(6, 'learningCurves', ({ evidence, round }, { curves }) => {
  if (evidence?.kind !== 'learningCurves') return '';
  const log = curves.get(evidence.run);
  const figures = log === undefined ? '' : curveFigures(log, ['loss', 'accuracy'], `round-${round}`);
  return html`<p class="detail">Of <code>${evidence.run}</code>, the best of its search.</p>${figures}${readings(evidence)}`;
});

/** Charts of one training side by side. @param id that theirs begin with: several trainings are on one page */
export function curveFigures(log: CurveLog, kinds: readonly CurveKind[], id: string): Html {
  const plans = kinds.flatMap((kind) => curvePlan(kind, [log]) ?? []);
  return html`<div class="pairs">${plans.map((plan) => chartFigure({ ...plan, id: `${id}-${plan.id}` }, 'small', plan.title))}</div>`;
}

function readings({ readings: all }: CurvesEvidence): Html | string {
  if (all.length === 0) return '';
  return html`<div class="readings several">${all.map(
    ({
      shape,
      title,
      confidence,
      meaning,
      advice,
    }) => html`<article class="reading ${shape === 'healthy' ? 'good' : shape === 'inconclusive' ? 'neutral' : 'warn'}">
<h3>${title}</h3>
${confidenceMeter(confidence)}
<p>${meaning}</p>
<p>${shape === 'healthy' ? '' : html`<strong>Try:</strong> `}${advice}</p>
</article>`,
  )}</div>`;
}

export const again = stepSection(7, 'again', ({ evidence }) => (evidence?.kind === 'again' ? reasons(evidence) : ''), gains);

function reasons({ goesOn, because, noiseFrom }: AgainEvidence): Html {
  const then = goesOn ? 'Back to step 5' : 'On to the final training';
  const noise =
    noiseFrom === 'seeds'
      ? 'The noise was measured, by training with other seeds.'
      : 'The noise is that of measuring an accuracy on a validation part of this size.';
  return html`<p class="detail">${then}: ${because}. ${noise}</p>`;
}

/** What each round gained, against what chance makes. */
function gains({ record }: RecipeView): Html {
  const rounds = recordsOf(record, 'again').flatMap((step) =>
    step.evidence?.kind === 'again' ? [{ ...step.evidence, round: step.round }] : [],
  );
  const most = Math.max(1e-9, ...rounds.flatMap(({ gain, noise }) => [gain, noise]));
  const width = (value: number) => `${((100 * Math.max(0, value)) / (1.15 * most)).toFixed(1)}%`;
  return html`<table class="gains"><caption>Gain in validation accuracy over the best before, trained as long, in percentage points; the stroke is the noise, what trainings of the same config differ by anyway.</caption>
<thead><tr><th scope="col">Round</th><th scope="col" class="number">Best</th><th scope="col" class="number">Longer</th><th scope="col" class="number">Gain</th><th scope="col" class="number">Noise</th><td></td></tr></thead>
<tbody>${rounds.map(
    ({ round, gain, gainOfLength, noise }) =>
      html`<tr class="${gain > noise ? 'beyond' : ''}"><th scope="row">${round}</th><td class="number">${bestOf(record.steps, round)}</td><td class="number">${gainOfLength === undefined ? '-' : pointsText(gainOfLength)}</td><td class="number">${pointsText(gain)}</td><td class="number">${pointsText(noise)}</td><td><div class="weight"><span style="width: ${width(gain)}"></span><span class="noise" style="left: ${width(noise)}"></span></div></td></tr>`,
  )}</tbody></table>`;
}

function bestOf(steps: readonly StepRecord[], round: number): string {
  const search = steps.find(({ name, round: of }) => name === 'refinedSearch' && of === round)?.evidence;
  return search?.kind === 'search' && search.best !== undefined ? percent(search.best.valAccuracy) : '-';
}
