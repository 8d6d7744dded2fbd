import type { DecidedSize } from '../records/recipe/recipe-record.ts';
import type { Speed } from '../train/smoke/prediction.ts';

/** What a search of a recipe does: how many trials, how long. */
export type SearchSize = DecidedSize;

/** What a trial costs, in seconds. */
export interface TrialCost {
  readonly speed: Pick<Speed, 'image' | 'evaluatedImage'>;
  readonly trainImages: number;
  readonly validationImages: number;
  readonly workers: number;
}

/** Making and saving a run. */
const OVERHEAD = 0.15;
/** Trials side by side share caches and memory; they are so much slower than alone [ours]. */
const CROWDED = 1.15;
/** Fewer images teach too little to compare by [ours]. */
const LEAST_IMAGES = 1000;
const LEAST_FRACTION = 0.1;

const COARSE_EPOCHS = { usual: 2, most: 5 };
const REFINED_EPOCHS = { usual: 10, least: 3, wanted: 10, most: 20 };
const REFINED_TRIALS = [12, 8, 6, 4] as const;
/** What the pruner leaves of the work of a refined search [ours, measured on MNIST]. */
const AFTER_PRUNING = 0.7;

/** Seconds of one trial of so many epochs. */
export function trialSeconds(
  { speed, trainImages, validationImages, workers }: TrialCost,
  { epochs, limitTrain }: Omit<SearchSize, 'trials'>,
): number {
  const images = Math.min(limitTrain ?? trainImages, trainImages);
  const epoch = images * speed.image + validationImages * speed.evaluatedImage;
  return OVERHEAD + epochs * epoch * (workers > 1 ? CROWDED : 1);
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
    const each = seconds / Math.ceil(trials / cost.workers);
    const one = trialSeconds(cost, { epochs: 1, limitTrain: undefined });
    if (each >= one) {
      const epochs = Math.floor((each - OVERHEAD) / (one - OVERHEAD));
      return { trials, epochs: Math.max(1, Math.min(COARSE_EPOCHS.most, epochs)), limitTrain: undefined };
    }
    const limitTrain = imagesIn(cost, each);
    if (limitTrain >= leastImages(cost)) return { trials, epochs: 1, limitTrain };
  }
  return { trials: counts.at(-1) ?? 1, epochs: 1, limitTrain: leastImages(cost) };
}

/**
 * A refined search: 10 to 20 epochs, as many trials as go into the time; where not even the fewest do, fewer epochs.
 * @returns undefined when there is no time for a search that would tell anything
 */
export function planRefined(cost: TrialCost, seconds: number | undefined, wantedEpochs?: number): SearchSize | undefined {
  if (seconds === undefined)
    return { trials: REFINED_TRIALS[1], epochs: wantedEpochs ?? REFINED_EPOCHS.usual, limitTrain: undefined };
  const one = trialSeconds(cost, { epochs: 1, limitTrain: undefined }) - OVERHEAD;
  const epochsFor = (trials: number) =>
    Math.floor((seconds / Math.ceil(trials / cost.workers) - OVERHEAD) / (one * AFTER_PRUNING));
  const wanted = wantedEpochs ?? REFINED_EPOCHS.wanted;
  const trials = REFINED_TRIALS.find((count) => epochsFor(count) >= wanted) ?? REFINED_TRIALS.at(-1) ?? 4;
  const epochs = Math.min(wantedEpochs ?? REFINED_EPOCHS.most, epochsFor(trials));
  return epochs < REFINED_EPOCHS.least ? undefined : { trials, epochs, limitTrain: undefined };
}

/** As many images as are trained on once in that time. */
function imagesIn({ speed, validationImages, workers }: TrialCost, seconds: number): number {
  const left = (seconds - OVERHEAD) / (workers > 1 ? CROWDED : 1) - validationImages * speed.evaluatedImage;
  return Math.floor(left / speed.image);
}

function leastImages({ trainImages }: TrialCost): number {
  return Math.min(trainImages, Math.max(LEAST_IMAGES, Math.ceil(LEAST_FRACTION * trainImages)));
}
