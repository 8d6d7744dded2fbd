import type { Dataset, ImageSet } from '../data/dataset.ts';

/** The same data in memory that threads share: handing them to a worker copies nothing. Nobody writes there. */
export function shareDataset(dataset: Dataset): Dataset {
  const { train, test } = dataset;
  return { ...dataset, train: shareSet(train), test: test === undefined ? undefined : shareSet(test) };
}

function shareSet({ count, pixels, labels }: ImageSet): ImageSet {
  return { count, pixels: share(pixels), labels: share(labels) };
}

function share(bytes: Uint8Array): Uint8Array {
  // A multiple of four, since the normalisation reads the whole buffer as 32-bit words.
  const shared = new Uint8Array(new SharedArrayBuffer(Math.ceil(bytes.length / 4) * 4), 0, bytes.length);
  shared.set(bytes);
  return shared;
}
