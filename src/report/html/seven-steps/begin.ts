import { count, percent } from '../../../base/format.ts';
import type { LearningRateEvidence, OverfitEvidence } from '../../../records/recipe/recipe-record.ts';
import { rangeTestPlan, rateTrialsPlan } from '../../chart/learning-rate-plans.ts';
import { paramText } from '../../study/param-text.ts';
import { lossText } from '../../terminal/numbers.ts';
import { chartFigure } from '../chart-figure.ts';
import { type Html, html } from '../html.ts';
import { scrollingTable } from '../scrolling-table.ts';
import { checksTable } from './checks-table.ts';
import { stepSection } from './step-section.ts';

export const initialLoss = stepSection(1, 'initialLoss', ({ evidence }) =>
  evidence?.kind === 'initialLoss' ? checksTable(evidence.checks) : '',
);

export const overfitSample = stepSection(2, 'overfitSample', ({ evidence }) =>
  evidence?.kind === 'overfitSample' ? html`${checksTable(evidence.checks)}${attemptsTable(evidence)}` : '',
);

export const learningRate = stepSection(3, 'learningRate', ({ evidence }) => {
  if (evidence?.kind !== 'learningRate') return '';
  const plans = [rateTrialsPlan(evidence), rangeTestPlan(evidence)].filter((plan) => plan !== undefined);
  return html`<div class="pairs">${plans.map((plan) => chartFigure(plan, plans.length === 1 ? 'large' : 'small', plan.title))}</div>${ratesTable(evidence)}`;
});

function attemptsTable({ attempts, examples }: OverfitEvidence): Html | string {
  if (attempts.length === 0) return '';
  return scrollingTable({
    ...{ label: 'Attempts', look: 'per-class' },
    caption: `Trained on the same ${count(examples)} images until all of them are right, or no longer.`,
    rows: html`<thead><tr><th scope="col" class="number">Learning rate</th><th scope="col">Initialisation</th><th scope="col" class="number">Steps</th><th scope="col" class="number">First loss</th><th scope="col" class="number">Last loss</th><th scope="col" class="number">Accuracy</th></tr></thead>
<tbody>${attempts.map(
      ({ learningRate: rate, init, steps, firstLoss, lastLoss, accuracy, succeeded }) =>
        html`<tr class="${succeeded ? 'chosen' : ''}"><td class="number">${paramText(rate)}</td><td>${init ?? 'as configured'}</td><td class="number">${count(steps)}</td><td class="number">${lossText(firstLoss)}</td><td class="number">${lossText(lastLoss)}</td><td class="number share" style="--part: ${(100 * accuracy).toFixed(1)}%">${percent(accuracy, 1)}</td></tr>`,
    )}</tbody>`,
  });
}

function ratesTable({ rates, suggested, configured, steps, weightDecay }: LearningRateEvidence): Html | string {
  if (rates.length === 0) return '';
  const drop = (first: number, last: number) => (first - last) / first;
  return scrollingTable({
    ...{ label: 'Learning rates', look: 'per-class' },
    caption: `Each for ${count(steps)} steps, with a weight decay of ${paramText(weightDecay)}. Drop: the part of the loss that is gone.`,
    rows: html`<thead><tr><th scope="col" class="number">Learning rate</th><th scope="col" class="number">First loss</th><th scope="col" class="number">Last loss</th><th scope="col" class="number">Drop</th><th scope="col">Verdict</th></tr></thead>
<tbody>${rates.map(({ learningRate: rate, firstLoss, lastLoss, verdict }) => {
      const gone = drop(firstLoss, lastLoss);
      const part = Number.isFinite(gone) ? Math.max(0, Math.min(1, gone)) : 0;
      const notes = [
        ...(rate === suggested ? ['suggested'] : []),
        ...(rate === configured ? ['what the config trains with'] : []),
      ];
      return html`<tr class="${rate === suggested ? 'chosen' : ''}"><td class="number">${paramText(rate)}</td><td class="number">${lossText(firstLoss)}</td><td class="number">${lossText(lastLoss)}</td><td class="number share" style="--part: ${(100 * part).toFixed(1)}%">${gone < -1 ? 'grew' : percent(gone, 1)}</td><td>${[verdict, ...notes].join(', ')}</td></tr>`;
    })}</tbody>`,
  });
}
