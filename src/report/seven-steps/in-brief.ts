import { percent, pointsText } from '../../base/format.ts';
import type { AgainEvidence, OverfitEvidence, SearchEvidence, StepRecord } from '../../records/recipe/recipe-record.ts';
import type { Params } from '../../records/study/description.ts';
import { keyNames } from '../study/key-names.ts';
import { paramText } from '../study/param-text.ts';

/** What came of a step in a few words, for a row: the numbers that its decision rests on. */
export function inBrief({ evidence, decision }: StepRecord): string {
  switch (evidence?.kind) {
    case 'initialLoss': {
      const [first] = evidence.checks;
      return first === undefined ? decision : `${first.measured}, expected ${first.expected}`;
    }
    case 'overfitSample':
      return overfit(evidence) ?? decision;
    case 'learningRate': {
      const { suggested, window } = evidence;
      if (suggested === undefined) return decision;
      const range = window === undefined ? '' : `, good from ${paramText(window[0])} to ${paramText(window[1])}`;
      return `${paramText(suggested)}${range}`;
    }
    case 'search':
      return search(evidence) ?? decision;
    case 'learningCurves':
      return evidence.readings.map(({ title }) => title).join(', ') || decision;
    case 'again':
      return again(evidence);
    default:
      return decision;
  }
}

function overfit({ attempts, examples }: OverfitEvidence): string | undefined {
  const best = attempts.find(({ succeeded }) => succeeded) ?? attempts.toSorted((a, b) => b.accuracy - a.accuracy)[0];
  if (best === undefined) return undefined;
  return `${percent(best.accuracy, 1)} of ${examples} images in ${best.steps} steps at ${paramText(best.learningRate)}`;
}

function search({ best, trials }: SearchEvidence): string | undefined {
  if (best === undefined) return undefined;
  return `${percent(best.valAccuracy)} best of ${trials}: ${paramsText(best.params)}`;
}

/** Hyperparameters in a row of text: `lr 0.01, weightDecay 0.0001`. */
function paramsText(params: Params): string {
  const names = keyNames(Object.keys(params));
  return Object.entries(params)
    .map(([key, value]) => `${names.get(key) ?? key} ${paramText(value)}`)
    .join(', ');
}

function again({ gain, noise, because }: AgainEvidence): string {
  const isBelow = because === 'gain below the noise';
  return isBelow
    ? `gain ${pointsText(gain)}, below the noise of ${pointsText(noise)}`
    : `gain ${pointsText(gain)}, noise ${pointsText(noise)}: ${because}`;
}
