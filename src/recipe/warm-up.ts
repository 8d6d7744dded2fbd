import type { Params } from '../records/study/description.ts';

/** The part of a short training that may be a warm-up [ours]. */
const MOST = 0.2;

/**
 * What to change so that the warm-up of a config is no larger a part of a short training: a rate that it hardly reaches would be
 * compared with others by its beginning. Nothing where it is no larger anyway.
 */
export function shortWarmUp(schedule: object, stepsPerEpoch: number, epochs: number): Params {
  const { warmupEpochs = 0, warmupSteps = 0 } = schedule as Partial<Record<'warmupEpochs' | 'warmupSteps', number>>;
  const most = MOST * epochs;
  if (warmupEpochs + warmupSteps / stepsPerEpoch <= most) return {};
  return { 'schedule.warmupSteps': 0, 'schedule.warmupEpochs': most };
}
