import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Dataset } from './dataset.ts';

/**
 * SHA-256, in hexadecimal, over the image size and, for the training and the test part, the number of images, all
 * labels and the CRC-32 of all pixels. Every byte of the data has its say. The CRC stands in for hashing the pixels
 * themselves because it takes half the time (13 ms for MNIST): this guards against data that were exchanged or damaged,
 * not against a forger.
 */
export function fingerprintOf(data: Pick<Dataset, 'channels' | 'height' | 'width' | 'train' | 'test'>): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['images', 1, data.channels, data.height, data.width]));
  for (const set of [data.train, data.test]) {
    hash.update(JSON.stringify(set === undefined ? null : [set.count, crc32(set.pixels)]));
    if (set !== undefined) hash.update(set.labels);
  }
  return hash.digest('hex');
}
