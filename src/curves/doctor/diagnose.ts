import type { CurveLog } from '../curve-log.ts';
import type { Reading } from './reading.ts';

/** What the curves of a training say, the most important reading first; never empty. */
export function diagnose({ name }: CurveLog): Reading[] {
  return [
    {
      ...{ shape: 'inconclusive', title: 'inconclusive', curve: 'loss', confidence: 0, evidence: [] },
      ...{ meaning: `${name} is too short to say.`, advice: 'Train longer.', override: undefined, from: 0, to: 0 },
    },
  ];
}
