import { UserError } from '../base/errors.ts';
import { Random } from '../base/random.ts';

/**
 * Dividing examples so that each class keeps its share: how many of each class by the method of the largest remainder
 * (Hamilton), which ones by seed.
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
  const all = allPositions(labels.length);
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
  const { drawn, rest } = draw(labels, all, chosen, (label) => Random.derive(seed, 'split', label));
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
  const seats = apportion(available, limit, available);
  return draw(labels, candidates, seats, (label) => Random.derive(seed, 'limit', part, label)).drawn;
}

/** 0, 1, ..., count - 1. */
export function allPositions(count: number): Uint32Array {
  const positions = new Uint32Array(count);
  for (let i = 0; i < count; i++) positions[i] = i;
  return positions;
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

/**
 * Draws `seats[label]` of the candidates of each class: the first steps of the shuffle of Fisher and Yates. Each class
 * has its own random stream, so that with more seats the same examples are drawn and others with them. Both results keep
 * the order of `candidates`.
 */
function draw(labels: Uint8Array, candidates: Uint32Array, seats: readonly number[], stream: (label: number) => Random) {
  const isDrawn = new Uint8Array(labels.length);
  for (const [label, members] of groupByClass(labels, candidates, seats.length).entries()) {
    const random = stream(label);
    for (let i = 0; i < (seats[label] ?? 0); i++) {
      const j = i + random.below(members.length - i);
      isDrawn[members[j] as number] = 1;
      members[j] = members[i] as number;
    }
  }
  const drawn = new Uint32Array(sum(seats));
  const rest = new Uint32Array(candidates.length - drawn.length);
  let [nextDrawn, nextRest] = [0, 0];
  for (let i = 0; i < candidates.length; i++) {
    const position = candidates[i] as number;
    if (isDrawn[position] === 1) drawn[nextDrawn++] = position;
    else rest[nextRest++] = position;
  }
  return { drawn, rest };
}

/** The positions of each class, in their order. Plain loops here and below: they run before the compiler is warm. */
function groupByClass(labels: Uint8Array, positions: Uint32Array, classes: number): Uint32Array[] {
  const groups = countByClass(labels, positions, classes).map((count) => new Uint32Array(count));
  const filled = new Uint32Array(classes);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] as number;
    const label = labels[position] as number;
    const next = filled[label] as number;
    (groups[label] as Uint32Array)[next] = position;
    filled[label] = next + 1;
  }
  return groups;
}

function countByClass(labels: Uint8Array, positions: Uint32Array, classes: number): number[] {
  const counts = new Uint32Array(classes);
  for (let i = 0; i < positions.length; i++) {
    const label = labels[positions[i] as number] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return [...counts];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
