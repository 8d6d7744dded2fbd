import { meanOf } from '../../base/statistics.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import { epochOrder } from '../../data/order.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Experiment } from '../../train/experiment.ts';
import { repeatedBatches, type ShortTraining } from '../../train/short-training.ts';
import type { StepResult } from '../../train/train-step.ts';
import { baseRate, type Trials } from '../../train/trials.ts';
import type { Subject } from '../subject.ts';

/** Mini-batches in the sample: 5 to 10, as the lecture says; of larger batches fewer, and no larger ones than this. */
const BATCHES = { small: 8, large: 5 };
const LARGE_BATCH = 32;
/** Steps that the set-up as it is gets, and each thing that is tried after it. */
const STEPS = 500;
const STEPS_OF_A_TRY = 300;
/** A try whose loss has not moved by now (by this part) is given up. */
const GIVEN_UP_AFTER = 120;
const MOVED = 0.03;
/** The loss that counts as fitted, as a part of the loss of chance: with 100 % it is far below that for any usual loss. */
const FITTED = 0.5;

/** One attempt to fit the sample. */
export interface OverfitAttempt {
  readonly rate: number;
  /** Undefined: as the config says. */
  readonly init: string | undefined;
  readonly steps: number;
  readonly end: ShortTraining['end'];
  /** Over the last pass through the sample, as training steps measure it. */
  readonly accuracy: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** The highest finite loss. */
  readonly highestLoss: number;
  readonly succeeded: boolean;
}

export interface Overfit {
  /** The first is the set-up as it is. */
  readonly attempts: readonly OverfitAttempt[];
  readonly winner: OverfitAttempt | undefined;
  /** Holds the weights of the winner, or of the last attempt. */
  readonly experiment: Experiment;
  readonly sample: DataPart;
  readonly batchSize: number;
  /** Whether the time was over before everything was tried. */
  readonly ranOut: boolean;
}

/** Of the time: other rates need some as well. */
const FIRST_SHARE = 0.4;

/**
 * Step 2 of the recipe: fits a few mini-batches to 100 % training accuracy, regularisation off. Where the set-up as it is
 * does not, other learning rates and then other initialisations are tried.
 */
export async function overfitSample(subject: Subject, limit: TimeLimit): Promise<Overfit> {
  const { plain } = subject;
  const { sample, batchSize } = takeSample(plain);
  const attempts: OverfitAttempt[] = [];
  const base = baseRate(plain);
  const attempt = async (trials: Trials, rate: number, init: string | undefined, within = limit) => {
    const made = await attemptOn(trials, rate, init, sample, batchSize, attempts.length === 0 ? STEPS : STEPS_OF_A_TRY, within);
    attempts.push(made);
    return made;
  };
  const outcome = (experiment: Experiment): Overfit => {
    const winner = attempts.find(({ succeeded }) => succeeded);
    return { attempts, winner, experiment, sample, batchSize, ranOut: winner === undefined && limit.isOver };
  };

  const trials = subject.trials(plain);
  const first = await attempt(trials, base, undefined, limit.part(FIRST_SHARE));
  if (first.succeeded) return outcome(plain);
  for (const rate of otherRates(base, first)) {
    if (limit.isOver) return outcome(plain);
    if ((await attempt(trials, rate, undefined)).succeeded) return outcome(plain);
  }
  // The rate that got furthest, and the one that the config names.
  const best = attempts.reduce((a, b) => (b.accuracy > a.accuracy ? b : a)).rate;
  for (const init of ['heNormal', 'xavierNormal']) {
    if (limit.isOver) return outcome(plain);
    const experiment = subject.withInitialization(init);
    const others = subject.trials(experiment);
    for (const rate of new Set([base, best, 1e-3])) {
      if (limit.isOver) return outcome(experiment);
      if ((await attempt(others, rate, init)).succeeded) return outcome(experiment);
    }
  }
  return outcome(plain);
}

/** The sample, in random order: the first batches that a shuffled training would take. */
function takeSample({ config, data }: Experiment): { readonly sample: DataPart; readonly batchSize: number } {
  const { set, indices } = data.train;
  const batchSize = Math.min(config.train.batchSize, LARGE_BATCH, indices.length);
  const batches = Math.min(batchSize < LARGE_BATCH ? BATCHES.small : BATCHES.large, Math.floor(indices.length / batchSize));
  return { sample: { set, indices: epochOrder(indices, config.seed, 1).slice(0, batches * batchSize) }, batchSize };
}

/** Where the loss blew up, lower rates come first; where it did not move, higher ones. */
function otherRates(base: number, first: OverfitAttempt): number[] {
  const [lower, higher] = [
    [base / 10, base / 100, base / 1000],
    [base * 10, base * 100, base * 1000],
  ];
  const blewUp = first.end === 'diverged' || first.highestLoss > 3 * first.firstLoss;
  const order = blewUp ? [...lower, ...higher.slice(0, 1)] : [...higher.slice(0, 2), ...lower.slice(0, 2), ...higher.slice(2)];
  return base === 0 ? [1e-3, 1e-2, 1e-4, 1e-1] : order;
}

async function attemptOn(
  trials: Trials,
  rate: number,
  init: string | undefined,
  sample: DataPart,
  batchSize: number,
  steps: number,
  limit: TimeLimit,
): Promise<OverfitAttempt> {
  const { data, loss } = trials.experiment;
  const pass = sample.indices.length / batchSize;
  const chance = loss.expectedInitialLoss(data.dataset.classes.length);
  const lastPass = (results: readonly StepResult[]) => {
    const last = results.slice(-pass);
    return {
      loss: meanOf(last.map((result) => result.loss)),
      accuracy: last.reduce((sum, { correct }) => sum + correct, 0) / (last.length * batchSize),
    };
  };
  const isFitted = (results: readonly StepResult[]) => {
    if (results.length < pass) return false;
    const { loss: mean, accuracy } = lastPass(results);
    return accuracy === 1 && mean < FITTED * chance;
  };
  const training = await trials.runInTurns({
    steps,
    rate,
    batches: repeatedBatches(sample, batchSize),
    isEnough: (step, results) =>
      isFitted(results) ||
      limit.isOver ||
      (steps < STEPS && step + 1 === GIVEN_UP_AFTER && lastPass(results).loss > (1 - MOVED) * (results[0]?.loss ?? 0)),
  });
  const { results, end } = training;
  const { loss: lastLoss, accuracy } = lastPass(results);
  const finite = results.map((result) => result.loss).filter(Number.isFinite);
  return {
    ...{ rate, init, end, accuracy, lastLoss },
    steps: results.length,
    firstLoss: results[0]?.loss ?? Number.NaN,
    highestLoss: Math.max(...finite),
    succeeded: isFitted(results),
  };
}
