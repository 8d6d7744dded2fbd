import { UserError } from '../base/errors.ts';
import { Random } from '../base/random.ts';

/**
 * Dividing examples so that each class keeps its share: how many of each class by the method of the largest remainder
 * (Hamilton), which ones by a seeded shuffle.
 */

export interface TrainValidation {
  /** Positions in the training set, ascending. */
  readonly train: Uint32Array;
  /** Positions in the training set, ascending; the rest of them. */
  readonly validation: Uint32Array;
}

/**
 * Takes a validation part from the training set.
 * @param labels The class of every training example.
 * @param classes The number of classes.
 * @param validation A fraction in [0, 1), rounded to whole examples, or, from 1 on, their number. The total is exact.
 * A class with two examples or more keeps one at least in training; a lone example goes to validation only when nothing
 * else is left to take.
 * @throws UserError when no training example of some class would remain.
 */
export function splitTrainValidation(labels: Uint8Array, classes: number, validation: number, seed: number): TrainValidation {
  const all = Uint32Array.from(labels.keys());
  const wanted = validation < 1 ? Math.round(validation * labels.length) : validation;
  if (wanted === 0) return { train: all, validation: new Uint32Array(0) };
  const available = countByClass(labels, all, classes);
  const spare = available.map((number) => Math.max(0, number - 1));
  const lone = available.map((number) => (number === 1 ? 1 : 0));
  const [most, loneExamples] = [sum(spare), sum(lone)];
  // A data set of lone examples only must keep one of them.
  const limit = most + (loneExamples === available.filter((number) => number > 0).length ? loneExamples - 1 : loneExamples);
  if (wanted > limit) {
    throw new UserError('The validation part leaves too few training examples.', {
      facts: [
        ['data.split.validation', `${validation}${validation < 1 ? `   (${wanted} examples)` : ''}`],
        ['training examples', String(labels.length)],
        ['at most', `${limit}, so that something remains to learn from in each class`],
      ],
    });
  }
  const seats = apportion(available, Math.min(wanted, most), spare);
  const loneSeats = apportion(lone, Math.max(0, wanted - most), lone);
  const chosen = seats.map((number, label) => number + (loneSeats[label] ?? 0));
  const { drawn, rest } = draw(labels, all, chosen, Random.derive(seed, 'split'));
  return { train: rest, validation: drawn };
}

/**
 * At most `limit` of the examples, each class keeping its share.
 * @param candidates Positions in `labels`, ascending; so is the result.
 * @param part Names the random stream, so that the limits of two parts are drawn independently.
 */
export function limitExamples(
  labels: Uint8Array,
  candidates: Uint32Array,
  classes: number,
  limit: number,
  seed: number,
  part: 'train' | 'test',
): Uint32Array {
  if (limit >= candidates.length) return candidates;
  const available = countByClass(labels, candidates, classes);
  return draw(labels, candidates, apportion(available, limit, available), Random.derive(seed, 'limit', part)).drawn;
}

/**
 * Shares `total` out in proportion to `weights`, no share above its cap: first the whole part of each quota, then one
 * each in the order of the remainders (of equal ones, the lower class first), over again where caps leave some over.
 * In whole numbers throughout, so exact. `total` must not exceed the sum of the caps.
 */
function apportion(weights: readonly number[], total: number, caps: readonly number[]): number[] {
  const all = sum(weights);
  if (total === 0) return weights.map(() => 0);
  const quotas = weights.map((weight, label) => {
    const remainder = (total * weight) % all;
    return { label, remainder, whole: (total * weight - remainder) / all, cap: caps[label] ?? 0 };
  });
  const shares = quotas.map(({ whole, cap }) => Math.min(whole, cap));
  const order = quotas.toSorted((a, b) => b.remainder - a.remainder || a.label - b.label);
  let left = total - sum(shares);
  while (left > 0) {
    for (const { label, cap } of order) {
      const share = shares[label] ?? 0;
      if (left === 0 || share >= cap) continue;
      shares[label] = share + 1;
      left -= 1;
    }
  }
  return shares;
}

/** Draws `seats[label]` of the candidates of each class; both results keep the order of `candidates`. */
function draw(labels: Uint8Array, candidates: Uint32Array, seats: readonly number[], random: Random) {
  const shuffled = candidates.slice();
  random.shuffle(shuffled);
  const free = Uint32Array.from(seats);
  const isDrawn = new Uint8Array(labels.length);
  for (const position of shuffled) {
    const label = labels[position] ?? 0;
    if (free[label] === 0) continue;
    free[label] = (free[label] ?? 0) - 1;
    isDrawn[position] = 1;
  }
  return {
    drawn: candidates.filter((position) => isDrawn[position] === 1),
    rest: candidates.filter((position) => isDrawn[position] === 0),
  };
}

function countByClass(labels: Uint8Array, positions: Uint32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const position of positions) {
    const label = labels[position] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
