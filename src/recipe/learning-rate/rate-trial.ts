import { EXPLODED } from '../../base/loss-criteria.ts';
import { Moments, meanOf } from '../../base/statistics.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import { trainingBatches } from '../../train/short-training.ts';
import type { Trials } from '../../train/trials.ts';
import type { Outcome, RateOutcome } from './judge.ts';

/** The part of a trial, at its end, whose losses are averaged. */
const TAIL = 0.2;
/** Losses in a row above the bound of an explosion that end a trial early. */
const IN_A_ROW = 5;

/** One training of some steps at one rate, from the initial weights. */
export interface RateTrial extends Outcome {
  readonly rate: number;
  readonly seed: number;
  readonly losses: readonly number[];
  /** Cut short by the time limit, and of no use for comparing. */
  readonly isCut: boolean;
}

/** Trains for some steps at a constant rate, all of the training data in their usual order. */
export async function tryRate(trials: Trials, rate: number, steps: number, limit: TimeLimit): Promise<RateTrial> {
  const { experiment } = trials;
  let beyond = 0;
  const { results, end } = await trials.runInTurns({
    steps,
    rate,
    batches: trainingBatches(experiment),
    isEnough: (_, so) => {
      const [first, last] = [so[0]?.loss ?? 0, so.at(-1)?.loss ?? 0];
      beyond = last > EXPLODED * Math.abs(first) ? beyond + 1 : 0;
      return beyond >= IN_A_ROW || limit.isOver;
    },
  });
  trials.restore();
  const losses = results.map(({ loss }) => loss);
  const exploded = end === 'diverged' || beyond >= IN_A_ROW;
  return {
    rate,
    seed: experiment.config.seed,
    losses,
    isCut: !exploded && losses.length < steps,
    ...outcomeOf(losses, exploded),
  };
}

function outcomeOf(losses: readonly number[], exploded: boolean): Outcome {
  const tail = losses.slice(-Math.max(1, Math.round(TAIL * losses.length)));
  const firstLoss = losses[0] ?? Number.NaN;
  if (exploded) return { firstLoss, lastLoss: Number.POSITIVE_INFINITY, noise: 0 };
  return { firstLoss, lastLoss: meanOf(tail), noise: new Moments().addAll(tail).standardError };
}

/** The mean of the trials of one rate, one for each seed. Trials of several seeds tell the noise by their own scatter as well. */
export function averaged(trials: readonly RateTrial[]): RateOutcome {
  const lastLosses = trials.map(({ lastLoss }) => lastLoss);
  const between = new Moments().addAll(lastLosses).standardError;
  const within = Math.sqrt(meanOf(trials.map(({ noise }) => noise * noise)) / trials.length);
  return {
    rate: trials[0]?.rate ?? Number.NaN,
    firstSeed: trials.length > 1 ? trials[0] : undefined,
    firstLoss: meanOf(trials.map(({ firstLoss }) => firstLoss)),
    lastLoss: meanOf(lastLosses),
    noise: Number.isFinite(between) ? Math.max(between, within) : within,
  };
}
