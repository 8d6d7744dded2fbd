import { median } from '../base/median.ts';
import type { DecidedSize } from '../records/recipe/recipe-record.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';
import type { Speed } from '../train/smoke/prediction.ts';
import { crowded, TRIAL_OVERHEAD } from '../trials/trial-cost.ts';

/** What a search of a recipe does: how many trials, how long. */
export type SearchSize = DecidedSize;

/** What a trial costs. */
export interface TrialCost {
  /** Seconds of an epoch on all training images, the evaluation after it included, as trials run side by side. */
  readonly epoch: number;
  /** The part of that which the evaluation takes, in seconds. */
  readonly evaluation: number;
  readonly trainImages: number;
  readonly workers: number;
}

/** Fewer images teach too little to compare by [ours]. */
const LEAST_IMAGES = 1000;
const LEAST_FRACTION = 0.1;

const COARSE_EPOCHS = { usual: 2, most: 5 };
const REFINED_EPOCHS = { usual: 10, least: 3, wanted: 10, most: 20 };
/**
 * Numbers of trials of a refined search, and what the pruner leaves of their work [ours, measured on MNIST]: the first ones have
 * nothing to be compared with.
 */
const REFINED_TRIALS = [
  { trials: 12, work: 0.6 },
  { trials: 8, work: 0.7 },
  { trials: 6, work: 0.8 },
  { trials: 4, work: 0.95 },
] as const;
const [, USUAL_TRIALS, , FEWEST_TRIALS] = REFINED_TRIALS;
/** The part of the time that a search is planned to fill: trials that are a little slower should not leave the last ones undone [ours]. */
const FILLED = 0.9;
/** A later round may be so much shorter than the one before. */
export const COMPARABLE = 0.75;

/** What trials cost by the speed of a single training on one thread. */
export function costBySpeed(
  { image, evaluatedImage }: Pick<Speed, 'image' | 'evaluatedImage'>,
  trainImages: number,
  validationImages: number,
  workers: number,
): TrialCost {
  const crowd = crowded(workers);
  const evaluation = crowd * validationImages * evaluatedImage;
  return { epoch: crowd * trainImages * image + evaluation, evaluation, trainImages, workers };
}

/** The same by trials that were trained. @returns undefined when none was completed */
export function costByTrials(
  cost: TrialCost,
  trials: readonly TrialRecord[],
  { limitTrain }: Omit<SearchSize, 'trials'>,
): TrialCost | undefined {
  const epochs = trials.flatMap(({ state, seconds, epochs: count }) =>
    state === 'completed' && seconds !== undefined && count > 0 ? [(seconds - TRIAL_OVERHEAD) / count] : [],
  );
  if (epochs.length === 0) return undefined;
  // The last one of an odd number had the machine to itself.
  const factor = median(epochs) / epochSeconds(cost, limitTrain);
  return { ...cost, epoch: cost.epoch * factor, evaluation: cost.evaluation * factor };
}

/** Seconds of one trial of so many epochs. */
export function trialSeconds(cost: TrialCost, { epochs, limitTrain }: Omit<SearchSize, 'trials'>): number {
  return TRIAL_OVERHEAD + epochs * epochSeconds(cost, limitTrain);
}

function epochSeconds({ epoch, evaluation, trainImages }: TrialCost, limitTrain = trainImages): number {
  return evaluation + ((epoch - evaluation) * Math.min(limitTrain, trainImages)) / trainImages;
}

/**
 * The coarse search: every epoch that the time allows, 1 to 5; where it does not allow one, a part of the images; where that
 * would be too few, fewer trials.
 * @param counts of trials, the most wanted first
 */
export function planCoarse(cost: TrialCost, counts: readonly number[], seconds: number | undefined): SearchSize {
  const [most = 1] = counts;
  if (seconds === undefined) return { trials: most, epochs: COARSE_EPOCHS.usual, limitTrain: undefined };
  for (const trials of counts) {
    const each = (FILLED * seconds) / Math.ceil(trials / cost.workers);
    const one = trialSeconds(cost, { epochs: 1, limitTrain: undefined });
    if (each >= one) {
      const epochs = Math.floor((each - TRIAL_OVERHEAD) / (one - TRIAL_OVERHEAD));
      return { trials, epochs: Math.max(1, Math.min(COARSE_EPOCHS.most, epochs)), limitTrain: undefined };
    }
    const limitTrain = imagesIn(cost, each);
    if (limitTrain >= leastImages(cost)) return { trials, epochs: 1, limitTrain };
  }
  return { trials: counts.at(-1) ?? 1, epochs: 1, limitTrain: leastImages(cost) };
}

/**
 * A refined search: 10 to 20 epochs, as many trials as go into the time; where not even the fewest do, fewer epochs.
 * @param wantedEpochs those of the round before
 * @returns undefined when there is no time for a search that would tell anything
 */
export function planRefined(cost: TrialCost, seconds: number | undefined, wantedEpochs?: number): SearchSize | undefined {
  if (seconds === undefined)
    return {
      trials: USUAL_TRIALS.trials,
      epochs: Math.min(REFINED_EPOCHS.most, wantedEpochs ?? REFINED_EPOCHS.usual),
      limitTrain: undefined,
    };
  const one = trialSeconds(cost, { epochs: 1, limitTrain: undefined }) - TRIAL_OVERHEAD;
  const epochsFor = ({ trials, work }: (typeof REFINED_TRIALS)[number]) =>
    Math.floor(((FILLED * seconds) / Math.ceil(trials / cost.workers) - TRIAL_OVERHEAD) / (one * work));
  const wanted = Math.min(REFINED_EPOCHS.most, wantedEpochs ?? REFINED_EPOCHS.wanted);
  const fitting = REFINED_TRIALS.find((size) => epochsFor(size) >= wanted) ?? FEWEST_TRIALS;
  const { trials } = fitting;
  const epochs = Math.min(wantedEpochs === undefined ? REFINED_EPOCHS.most : wanted, epochsFor(fitting));
  // Results of trainings of other lengths cannot be compared.
  const least = wantedEpochs === undefined ? REFINED_EPOCHS.least : Math.ceil(COMPARABLE * wanted);
  return epochs < least ? undefined : { trials, epochs, limitTrain: undefined };
}

/** As many images as are trained on once in that time. */
function imagesIn({ epoch, evaluation, trainImages }: TrialCost, seconds: number): number {
  return Math.floor(((seconds - TRIAL_OVERHEAD - evaluation) * trainImages) / (epoch - evaluation));
}

function leastImages({ trainImages }: TrialCost): number {
  return Math.min(trainImages, Math.max(LEAST_IMAGES, Math.ceil(LEAST_FRACTION * trainImages)));
}
