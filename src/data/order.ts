import { UserError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import type { ImageSet } from './dataset.ts';

/** The order of the examples in one epoch: a new array, shuffled by seed and epoch alone, so that any epoch can be resumed. */
export function epochOrder(indices: Uint32Array, seed: number, epoch: number): Uint32Array {
  const order = indices.slice();
  Random.derive(seed, 'order', epoch).shuffle(order);
  return order;
}

/** How many batches `count` examples make; with `dropLast`, an incomplete last one does not count. */
export function batchCount(count: number, batchSize: number, dropLast: boolean): number {
  return dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
}

/** @throws UserError when a batch is not a whole number from 1 to the number of training examples. */
export function checkBatchSize(batchSize: number, trainingExamples: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= trainingExamples) return;
  const beyond = batchSize > trainingExamples;
  throw new UserError(beyond ? 'A batch is larger than the training part.' : 'A batch must hold at least one example.', {
    facts: [
      ['batch size', String(batchSize)],
      ['training examples', String(trainingExamples)],
    ],
    hint: `Choose a whole number from 1 to ${trainingExamples}.`,
  });
}

/** Puts the labels of the examples `indices[from..to)` at the start of `out`. */
export function gatherLabels({ labels }: ImageSet, indices: Uint32Array, from: number, to: number, out: Int32Array): void {
  for (let i = from; i < to; i++) out[i - from] = labels[indices[i] as number] as number;
}

/**
 * Copies the images of the examples `indices[from..to)` one after another to the start of `out`. All it allocates is a
 * short-lived view per image, a quarter of the time of a loop over the bytes.
 */
export function gatherPixels({ pixels, count }: ImageSet, indices: Uint32Array, from: number, to: number, out: Uint8Array): void {
  const imageBytes = pixels.length / count;
  for (let i = from; i < to; i++) {
    const index = indices[i] as number;
    out.set(pixels.subarray(index * imageBytes, (index + 1) * imageBytes), (i - from) * imageBytes);
  }
}
