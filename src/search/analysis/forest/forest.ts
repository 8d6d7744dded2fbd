import { Random } from '../../../base/random.ts';
import { Moments } from '../../../base/statistics.ts';
import { type Sample, Tree } from './tree.ts';

/** Trees, each grown from as many trials as there are, drawn with repetition (Breiman, "Random Forests", 2001). */
export interface Forest {
  readonly trees: readonly Tree[];
  /** The share of the variance of the scores that trees explain which have not seen them; below 0 where the mean would do better. */
  readonly explained: number;
  /** Its standard error, from leaving out one trial at a time (the jackknife; Tukey, 1958). */
  readonly error: number;
}

/** The fewest draws in the leaves of the finest trees, and the fewest leaves of the coarsest. */
const FINEST = 2;
const FEWEST_LEAVES = 4;
/** Trees of a forest that is grown to see how it does. */
const PILOT = 10;

/**
 * The forest with the leaves that explain most: small ones where there is no noise, large ones where there is much. Trees that fit noise
 * would count it as effects of hyperparameters.
 */
export function bestForest(sample: Sample, trees: number, seed: number): Forest {
  const most = sample.scores.length / FEWEST_LEAVES;
  let best = { fewest: FINEST, explained: Number.NEGATIVE_INFINITY };
  for (let fewest = FINEST; fewest <= most; fewest *= 2) {
    const { explained } = forestOf(sample, PILOT, fewest, seed);
    if (explained > best.explained) best = { fewest, explained };
    else if (fewest > 2 * best.fewest) break;
  }
  return forestOf(sample, trees, best.fewest, seed);
}

/** @param fewest draws in a leaf. */
function forestOf(sample: Sample, count: number, fewest: number, seed: number): Forest {
  const { scores } = sample;
  const trees: Tree[] = [];
  const sums = new Float64Array(scores.length);
  const unseen = new Uint32Array(scores.length);
  for (let i = 0; i < count; i++) {
    const weights = drawn(Random.derive(seed, 'tree', i), scores.length);
    const tree = new Tree(sample, weights, fewest);
    for (const [trial, weight] of weights.entries()) {
      if (weight > 0) continue;
      sums[trial] = (sums[trial] as number) + tree.predict(trial);
      unseen[trial] = (unseen[trial] as number) + 1;
    }
    trees.push(tree);
  }
  return { trees, ...explainedShare(scores, sums, unseen) };
}

/** How often each of some trials comes up in as many draws. */
function drawn(random: Random, trials: number): Uint32Array {
  const weights = new Uint32Array(trials);
  for (let i = 0; i < trials; i++) {
    const trial = random.below(trials);
    weights[trial] = (weights[trial] as number) + 1;
  }
  return weights;
}

/** @param sums of what trees say of trials that they have not seen, of which there are `unseen`. */
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
