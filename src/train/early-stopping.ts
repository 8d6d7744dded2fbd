import type { TrainConfig } from './section.ts';
import type { EpochResult, TrainingState } from './state.ts';

type EarlyStopping = TrainConfig['earlyStopping'];
type Watched = TrainingState['watched'];

/**
 * Whether an epoch is the best so far: higher validation accuracy, or the same with a lower loss. Without a validation
 * part the newest is the best.
 */
export function improves(result: EpochResult, best: EpochResult | undefined): boolean {
  if (best === undefined || result.valAccuracy === undefined || best.valAccuracy === undefined) return true;
  if (result.valAccuracy !== best.valAccuracy) return result.valAccuracy > best.valAccuracy;
  return exceeds(best.valLoss ?? 0, result.valLoss ?? 0, 0);
}

/** The watched value after one more epoch. */
export function watch(stopping: EarlyStopping, before: Watched, result: EpochResult): Watched {
  if (stopping === undefined) return undefined;
  const value = result[stopping.metric];
  if (value === undefined) return before;
  if (before === undefined) return { value, epochsAgo: 0 };
  const [high, low] = stopping.metric === 'valLoss' ? [before.value, value] : [value, before.value];
  const isBetter = exceeds(high, low, stopping.minDelta);
  return isBetter ? { value, epochsAgo: 0 } : { value: before.value, epochsAgo: before.epochsAgo + 1 };
}

export function isOutOfPatience(stopping: EarlyStopping, watched: Watched): boolean {
  return stopping !== undefined && watched !== undefined && watched.epochsAgo >= stopping.patience;
}

/** Whether `high` is more than `margin` above `low`; a loss that is not a number is above every number. */
function exceeds(high: number, low: number, margin: number): boolean {
  return high - low > margin || (Number.isNaN(high) && !Number.isNaN(low));
}
