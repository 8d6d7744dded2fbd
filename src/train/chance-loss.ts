import { countClasses, entropyOf } from '../data/class-shares.ts';
import type { Experiment } from './experiment.ts';

/**
 * The training loss of who knows nothing of the images: for cross-entropy, that of always answering the shares of the classes
 * (smoothed as the labels are); for other losses, that of finding all classes equally likely.
 */
export function chanceLossOf({ config, data, loss }: Pick<Experiment, 'config' | 'data' | 'loss'>): number {
  const classes = data.dataset.classes.length;
  if (loss.name !== 'crossEntropy') return loss.expectedInitialLoss(classes);
  const smoothing = Number(config.loss.labelSmoothing ?? 0);
  const counts = countClasses(data.train, classes);
  const evenly = counts.reduce((sum, count) => sum + count, 0) / classes;
  return entropyOf(counts.map((count) => (1 - smoothing) * count + smoothing * evenly));
}
