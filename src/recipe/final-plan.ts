/** How long the final training is. */
export interface FinalPlan {
  readonly epochs: number;
  /** The last epochs, in which the learning rate falls; undefined where the config has a schedule of its own. */
  readonly decayEpochs: number | undefined;
}

/** The part of the training in which the learning rate falls [ours]. */
const DECAY = 0.4;
/** As long as so many more epochs at the full rate would go into the time, the fall is put off. */
const WORTH_GOING_ON = 2;
/**
 * A training with a schedule of its own is another one from its first step when its length is another: it is begun anew only where
 * it would not be done in time at all, and this part of it is done at most; or where its first epoch shows that there is time for so
 * many times as many.
 */
const LITTLE = 0.3;
const UNUSED = 1.4;

/** @param hasOwnSchedule whether the config says how its learning rate changes */
export function finalPlan(epochs: number, hasOwnSchedule: boolean): FinalPlan {
  return { epochs, decayEpochs: hasOwnSchedule ? undefined : Math.max(1, Math.round(DECAY * epochs)) };
}

/**
 * What a training should become when, after `done` epochs, there turns out to be time for `more` of them. One whose learning rate
 * falls at the end goes on as it is until the fall has to begin: up to there, trainings of any length are the same.
 * @param most how many more there are that would not overrun what users put up with
 * @returns undefined when it goes on as planned
 */
export function adaptedPlan(plan: FinalPlan, done: number, more: number, most = more): FinalPlan | undefined {
  if (plan.decayEpochs === undefined) return adaptedAnew(plan, done, more, most);
  const fallsAfter = plan.epochs - plan.decayEpochs;
  if (done > fallsAfter) return undefined;
  const longest = finalPlan(done + more, false);
  const stillFull = longest.epochs - (longest.decayEpochs ?? 0) - done;
  if (done < fallsAfter) return stillFull > 0 ? undefined : { epochs: done + more, decayEpochs: more };
  if (more === plan.decayEpochs) return undefined;
  return stillFull >= WORTH_GOING_ON ? longest : { epochs: done + more, decayEpochs: more };
}

/** Whether a training of one plan that is so far is one of another plan as well. */
export function isSameSoFar(
  one: FinalPlan,
  other: FinalPlan,
  at: { readonly epoch: number; readonly isWithinEpoch: boolean },
): boolean {
  if (one.decayEpochs === undefined || other.decayEpochs === undefined) return false;
  const fallsAfter = Math.min(one.epochs - one.decayEpochs, other.epochs - other.decayEpochs);
  return at.epoch < fallsAfter || (at.epoch === fallsAfter && !at.isWithinEpoch);
}

function adaptedAnew({ epochs }: FinalPlan, done: number, more: number, most: number): FinalPlan | undefined {
  const left = epochs - done;
  const overruns = left > most && done <= Math.max(1, LITTLE * epochs);
  const isUnused = done === 1 && more > UNUSED * left;
  return left > 0 && (overruns || isUnused) ? { epochs: more, decayEpochs: undefined } : undefined;
}
