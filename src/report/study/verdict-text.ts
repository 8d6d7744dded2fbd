import type { RepeatedTrial } from '../study-view.ts';

/** What a table says of trials over several seeds, the best mean first: nothing of that one, of the others how they compare with it. */
export function verdictTexts(trials: readonly RepeatedTrial[]): string[] {
  return trials.map(({ isWorse }, place) => {
    if (place === 0) return '';
    if (isWorse === undefined) return 'not compared';
    return isWorse ? 'worse than the best' : 'not distinguishable';
  });
}
