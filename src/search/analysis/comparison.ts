import { Moments } from '../../base/statistics.ts';
import { twoSidedP } from '../../base/student-t.ts';

/** Results by seed. */
export type Results = ReadonlyMap<number, number>;

/**
 * The probability that the means of two samples differ as much by chance: a t test, paired by seed where both have the same seeds
 * (Student, 1908), of unequal variances where not (Welch, 1947). Undefined where there is nothing to tell it by.
 */
export function chanceOfDifference(a: Results, b: Results): number | undefined {
  const isPaired = a.size === b.size && [...a.keys()].every((seed) => b.has(seed));
  return isPaired
    ? paired([...a].map(([seed, value]) => value - (b.get(seed) ?? Number.NaN)))
    : welch([...a.values()], [...b.values()]);
}

function paired(differences: readonly number[]): number | undefined {
  const { mean, standardError, count } = new Moments().addAll(differences);
  if (count < 2) return undefined;
  return chanceOf(mean, standardError, count - 1);
}

function welch(a: readonly number[], b: readonly number[]): number | undefined {
  const [one, other] = [new Moments().addAll(a), new Moments().addAll(b)];
  if (one.count < 2 || other.count < 2) return undefined;
  const [first, second] = [one.standardError ** 2, other.standardError ** 2];
  const degrees = (first + second) ** 2 / (first ** 2 / (one.count - 1) + second ** 2 / (other.count - 1));
  return chanceOf(one.mean - other.mean, Math.sqrt(first + second), degrees);
}

function chanceOf(difference: number, error: number, degrees: number): number | undefined {
  if (!(degrees > 0) && error > 0) return undefined;
  if (difference === 0) return 1;
  // Differences without scatter say nothing of the scatter that there is.
  return error > 0 ? twoSidedP(difference / error, degrees) : undefined;
}

/**
 * Probabilities corrected for their number, so that with a level of 5 % a false difference is among all of them in 5 % of studies
 * at most (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979).
 */
export function corrected(probabilities: readonly number[]): number[] {
  const order = [...probabilities.keys()].sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0));
  const result = new Array<number>(probabilities.length);
  let highest = 0;
  for (const [rank, i] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (order.length - rank) * (probabilities[i] ?? 1)));
    result[i] = highest;
  }
  return result;
}
