import type { AgainEvidence, BestTrial, DecidedSize, SearchEvidence } from '../records/recipe/recipe-record.ts';
import type { StudyRecord } from '../records/study/trial-record.ts';
import { noiseBetweenSeeds } from '../search/analysis/repeats.ts';
import type { BestBefore } from './ledger.ts';
import { measuringNoise } from './noise.ts';
import { bestOf } from './steps/search.ts';

type Length = Omit<DecidedSize, 'trials'>;

/** Whether trials of one search were trained for as many epochs, on as many images, as those of another. */
export function isAsLong(one: Length, other: Length): boolean {
  return one.epochs === other.epochs && one.limitTrain === other.limitTrain;
}

/**
 * What a round is compared with: the best before it, trained as long. Where it had not been, it is the first trial of the round; what
 * the longer training gains by itself is no gain of the search.
 */
export function comparedWith(
  { best, ...length }: BestBefore,
  search: SearchEvidence,
  { trials: [first] }: StudyRecord,
): { readonly before: BestTrial; readonly gainOfLength: number | undefined } {
  const isKnown = !isAsLong(length, search) && first?.state === 'completed' && first.valAccuracy !== undefined;
  if (!isKnown) return { before: best, gainOfLength: undefined };
  return { before: bestOf(search.study, first), gainOfLength: Number(first.valAccuracy) - best.valAccuracy };
}

/**
 * What two trainings of the same config differ by, as a standard deviation of the accuracy: between seeds, where the best was trained
 * with others.
 * @param images of the validation part
 */
export function noiseOf({ repeats }: StudyRecord, best: BestTrial, images: number): Pick<AgainEvidence, 'noise' | 'noiseFrom'> {
  const deviation = noiseBetweenSeeds(repeats, 'valAccuracy');
  const measuring = measuringNoise(best.valAccuracy, images);
  // Two or three trainings may agree by chance.
  if (deviation === undefined || deviation < measuring / 2) return { noise: measuring, noiseFrom: 'size of the validation part' };
  return { noise: deviation, noiseFrom: 'seeds' };
}
