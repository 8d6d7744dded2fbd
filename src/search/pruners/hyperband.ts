import { type HalvingOptions, halvingOptions, halvingThresholds, rungsOf } from './halving.ts';
import type { PrunerEntry } from './pruner.ts';

/**
 * Li et al., "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", 2018: successive halving in several
 * brackets side by side, the first with all rungs, the next without the lowest one, the last without any; so that trials which
 * start slowly have a chance where early scores mislead. Trials are compared within their bracket.
 *
 * In the paper all brackets have the same budget. Here a trial goes to a bracket by its index, in such an order that the
 * expected epochs of the brackets are as equal as can be after any number of trials (Webster's method, known from the seats of parliaments).
 */
export const hyperband: PrunerEntry<HalvingOptions> = {
  name: 'hyperband',
  summary: 'Successive halving in brackets that begin to stop trials after 1, 3, 9, ... epochs (Li et al., 2018).',
  options: halvingOptions,
  create(options, epochs) {
    const rungs = rungsOf(options, epochs);
    const brackets = Array.from({ length: rungs.length + 1 }, (_, i) => rungs.slice(i));
    const bracketOf = assignment(brackets.map((bracket) => 1 / expectedEpochs(bracket, options.reductionFactor, epochs)));
    return {
      thresholds(index, view) {
        const own = bracketOf(index);
        const rivals = view.filter((trial) => bracketOf(trial.index) === own);
        return halvingThresholds(rivals, brackets[own] ?? [], options.reductionFactor, ' of its bracket');
      },
    };
  },
};

/** Mean epochs of a trial when one of `factor` trials goes on at each rung. */
function expectedEpochs(rungs: readonly number[], factor: number, epochs: number): number {
  let share = 1;
  let before = 0;
  let sum = 0;
  for (const end of [...rungs, epochs]) {
    sum += share * (end - before);
    before = end;
    share /= factor;
  }
  return sum;
}

/** Gives out indices to places in proportion to their weights, each to the place with the highest weight / (2 given + 1). */
function assignment(weights: readonly number[]): (index: number) => number {
  const given = weights.map(() => 0);
  const places: number[] = [];
  return (index) => {
    while (places.length <= index) {
      const quotients = weights.map((weight, place) => weight / (2 * (given[place] ?? 0) + 1));
      const place = quotients.indexOf(Math.max(...quotients));
      given[place] = (given[place] ?? 0) + 1;
      places.push(place);
    }
    return places[index] ?? 0;
  };
}
