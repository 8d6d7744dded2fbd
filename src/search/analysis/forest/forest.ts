import { Random } from '../../../base/random.ts';
import { Moments } from '../../../base/statistics.ts';
import { type Sample, Tree } from './tree.ts';

/**
 * Trees, each grown from three quarters of the trials (a random forest, Breiman, 2001, with subsamples: of few trials a bootstrap sample
 * leaves too many out). Thresholds are drawn between neighbouring values, so that the mean of the trees goes from one to the other in
 * a line and not in steps (Hutter, Xu, Hoos, Leyton-Brown, "Algorithm Runtime Prediction: Methods and Evaluation", 2014).
 */
export interface Forest {
  readonly trees: readonly Tree[];
  /** The share of the variance of the scores that trees explain which have not seen them; below 0 where the mean would do better. */
  readonly explained: number;
  /** Its standard error. */
  readonly error: number;
}

const SEEN = 3 / 4;
/** The fewest leaves of the coarsest trees. */
const FEWEST_LEAVES = 4;

/**
 * The fewest trials in the leaves of the finest trees, the trees of a forest that is grown to see how it does, and how often the trials
 * are halved to see what the second half adds. Forests of few trials vary more, and their trees cost nothing.
 */
const OF_FEW = { most: 100, finest: 1, pilot: 24, halvings: 4 };
const OF_MANY = { finest: 2, pilot: 10, halvings: 1 };

/**
 * The forest with the leaves that explain most: small ones where there is no noise, large ones where there is much. Trees that fit noise
 * would count it as effects of hyperparameters.
 *
 * What it explains is what more trials would let it explain, as far as that can be told: the second half of the trials added something to
 * what the first explained; the next ones are taken to add half as much, and the error says that it may be nothing, or twice that.
 * It says too that in what is left an effect may be hidden as large as a correlation that chance makes, 1 / √trials.
 */
export function bestForest(sample: Sample, trees: number, seed: number): Forest {
  const trials = sample.scores.length;
  const { finest, pilot, halvings } = trials <= OF_FEW.most ? OF_FEW : OF_MANY;
  const all = Uint32Array.from({ length: trials }, (_, i) => i);
  let best = { fewest: finest, explained: Number.NEGATIVE_INFINITY };
  for (let fewest = finest; fewest <= trials / FEWEST_LEAVES; fewest *= 2) {
    const { explained } = forestOf(sample, all, pilot, fewest, seed);
    if (explained > best.explained) best = { fewest, explained };
    else if (fewest > 2 * best.fewest) break;
  }
  const forest = forestOf(sample, all, trees, best.fewest, seed);
  const halves = new Moments();
  for (let i = 0; i < halvings; i++) {
    const order = all.slice();
    Random.derive(seed, 'halves', i).shuffle(order);
    for (const half of [order.subarray(0, trials >> 1), order.subarray(trials >> 1)])
      halves.add(forestOf(sample, half, pilot, best.fewest, seed).explained);
  }
  const more = Math.max(0, Math.max(0, forest.explained) - Math.max(0, halves.mean)) / 2;
  const explained = Math.min(1, forest.explained + more);
  const hidden = (1 - Math.max(0, explained)) / Math.sqrt(trials);
  return { trees: forest.trees, explained, error: Math.sqrt(forest.error ** 2 + more ** 2 + hidden ** 2) };
}

/** @param among the trials that it may see. @param fewest trials in a leaf. */
function forestOf(sample: Sample, among: Uint32Array, count: number, fewest: number, seed: number): Forest {
  const { scores } = sample;
  const trees: Tree[] = [];
  const sums = new Float64Array(scores.length);
  const unseen = new Uint32Array(scores.length);
  for (let i = 0; i < count; i++) {
    const random = Random.derive(seed, 'tree', i);
    const seen = drawn(random, among, scores.length);
    const tree = new Tree(sample, seen, fewest, () => random.uniform());
    for (const [trial, sees] of seen.entries()) {
      if (sees === 1) continue;
      sums[trial] = (sums[trial] as number) + tree.predict(trial);
      unseen[trial] = (unseen[trial] as number) + 1;
    }
    trees.push(tree);
  }
  return { trees, ...explainedShare(scores, sums, unseen) };
}

/** Marks those of some trials that a tree sees. */
function drawn(random: Random, among: Uint32Array, trials: number): Uint8Array {
  const order = among.slice();
  random.shuffle(order);
  const seen = new Uint8Array(trials);
  for (const trial of order.subarray(0, Math.floor(SEEN * order.length))) seen[trial] = 1;
  return seen;
}

/**
 * With its standard error, from leaving out one trial at a time (the jackknife; Tukey, 1958).
 * @param sums of what trees say of trials that they have not seen, of which there are `unseen`.
 */
function explainedShare(scores: Float64Array, sums: Float64Array, unseen: Uint32Array): Pick<Forest, 'explained' | 'error'> {
  const known = [...unseen.entries()].filter(([, count]) => count > 0);
  const squares = known.map(([trial]) => (scores[trial] as number) ** 2);
  const left = known.map(([trial, count]) => ((scores[trial] as number) - (sums[trial] as number) / count) ** 2);
  const [all, rest] = [sumOf(squares), sumOf(left)];
  const without = new Moments().addAll(known.map((_, i) => 1 - (rest - (left[i] as number)) / (all - (squares[i] as number))));
  return { explained: all > 0 ? 1 - rest / all : 0, error: without.deviation * Math.sqrt(Math.max(0, known.length - 1)) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
