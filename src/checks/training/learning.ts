import { EXPLODED } from '../../base/loss-criteria.ts';
import { meanOf } from '../../base/statistics.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Experiment } from '../../train/experiment.ts';
import { EVALUATION, probe } from '../../train/probe.ts';
import { trainingBatches } from '../../train/short-training.ts';
import { baseRate, type Trials } from '../../train/trials.ts';
import { batchesOf } from '../sample.ts';
import type { Subject } from '../subject.ts';

/** "The loss must drop significantly within about 100 iterations": step 3 of the recipe. */
const STEPS = 100;
/** Where no rate learns anything, the best gets this many. */
const MORE_STEPS = 400;
/** The end of a trial, over which its loss is averaged. */
const TAIL = 0.2;
/** Held-out images looked at after a trial. */
const HELD_OUT = 500;
/** The rate as configured is judged against tenfold ones; where these learn much more, or all explode, against more of them. */
const MUCH_MORE = 2;
const FURTHEST = 1000;

/** The beginning of a training at one rate. */
export interface LearningTrial {
  readonly rate: number;
  readonly steps: number;
  readonly firstLoss: number;
  /** Mean of the last fifth; Infinity where it diverged. */
  readonly lastLoss: number;
  /** firstLoss - lastLoss. */
  readonly drop: number;
  readonly exploded: boolean;
  /** Of the last fifth, as training steps measure it. */
  readonly trainAccuracy: number;
  readonly heldOut: { readonly accuracy: number; readonly loss: number; readonly count: number } | undefined;
}

export interface Learning {
  readonly trials: readonly LearningTrial[];
  /** At the learning rate of the config. */
  readonly configured: LearningTrial;
  /** With the lowest loss at the end, of those of equal length. */
  readonly best: LearningTrial;
  /** A longer one at the best rate, where none of the others learned anything. */
  readonly longer: LearningTrial | undefined;
  /** Whether the time was over before everything was tried. */
  readonly ranOut: boolean;
}

/** Begins the training as it is configured, from the same initial weights at several learning rates around the configured one. */
export function learnShortly(subject: Subject, limit: TimeLimit): Learning {
  const experiment = subject.configured;
  const base = baseRate(experiment);
  const trials = subject.trials(experiment);
  const made: LearningTrial[] = [];
  const attempt = (rate: number) => made.push(run(trials, rate, STEPS, limit));
  const bestOf = () => made.reduce((a, b) => (b.lastLoss < a.lastLoss ? b : a));
  attempt(base);
  for (const factor of [10, 0.1]) if (!limit.isOver) attempt(base * factor);
  for (let factor = 100; factor <= FURTHEST && !limit.isOver; factor *= 10) {
    const [configured] = made as [LearningTrial];
    const best = bestOf();
    // Where nothing has moved yet, what little differs is noise: higher rates come next, or lower ones where all explode.
    const isEnough = learnedAnything(best) && (best === configured || best.drop < MUCH_MORE * configured.drop);
    if (isEnough) break;
    attempt(!best.exploded && (best.rate > base || !learnedAnything(best)) ? base * factor : base / factor);
  }
  const best = bestOf();
  const longer = limit.isOver || learnedAnything(best) ? undefined : run(trials, best.rate, MORE_STEPS, limit);
  trials.restore();
  const [configured] = made as [LearningTrial];
  return {
    trials: made,
    configured,
    best,
    longer,
    ranOut: limit.isOver,
  };
}

function learnedAnything({ drop, firstLoss }: LearningTrial): boolean {
  return drop > 0.05 * firstLoss;
}

function run(trials: Trials, rate: number, steps: number, limit: TimeLimit): LearningTrial {
  const { experiment } = trials;
  const { results, end } = trials.run({ steps, rate, batches: trainingBatches(experiment), isEnough: () => limit.isOver });
  const losses = results.map(({ loss }) => loss);
  const tail = Math.max(1, Math.round(TAIL * losses.length));
  const last = results.slice(-tail);
  const firstLoss = losses[0] ?? Number.NaN;
  const mean = meanOf(losses, losses.length - tail);
  const lastLoss = end === 'diverged' || !Number.isFinite(mean) ? Number.POSITIVE_INFINITY : mean;
  const batchSize = Math.min(experiment.config.train.batchSize, experiment.data.train.indices.length);
  return {
    ...{ rate, firstLoss, lastLoss },
    steps: losses.length,
    drop: firstLoss - lastLoss,
    exploded: lastLoss > EXPLODED * Math.abs(firstLoss),
    trainAccuracy: last.reduce((sum, { correct }) => sum + correct, 0) / (last.length * batchSize),
    heldOut: end === 'diverged' ? undefined : measureHeldOut(experiment),
  };
}

/** Validation images, or test images where there are none: nothing is chosen by them here. */
function measureHeldOut(experiment: Experiment): LearningTrial['heldOut'] {
  const part = experiment.data.validation ?? experiment.data.test;
  return part === undefined ? undefined : evaluateSome(experiment, part, HELD_OUT);
}

/** Loss and accuracy on some examples of a part. */
export function evaluateSome(experiment: Experiment, part: DataPart, most: number) {
  let [loss, correct, count] = [0, 0, 0];
  for (const examples of batchesOf(experiment, part, most)) {
    const result = probe(experiment, examples, { mode: EVALUATION });
    loss += result.loss * result.count;
    correct += result.correct;
    count += result.count;
  }
  return { loss: loss / count, accuracy: correct / count, count };
}
