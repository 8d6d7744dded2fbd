import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Random } from '../../src/base/random.ts';

/** The bytes of an IDX file of unsigned bytes: the header for `dims`, then `bytes` as they are, fitting or not. */
export function idxBytes(dims: readonly number[], bytes: ArrayLike<number>): Uint8Array {
  const file = new Uint8Array(4 + 4 * dims.length + bytes.length);
  file.set([0, 0, 8, dims.length]);
  const view = new DataView(file.buffer);
  for (const [i, size] of dims.entries()) view.setUint32(4 + 4 * i, size);
  file.set(bytes, 4 + 4 * dims.length);
  return file;
}

/** Writes an IDX file. */
export function writeIdx(
  path: string,
  dims: readonly number[],
  bytes: ArrayLike<number>,
  options: { gzip?: boolean } = {},
): void {
  const file = idxBytes(dims, bytes);
  writeFileSync(path, options.gzip === true ? gzipSync(file) : file);
}

export interface ImageFolderOptions {
  /** Number of classes, 4 by default. */
  readonly classes?: number;
  /** Height and width in pixels, 8 by default. */
  readonly size?: number;
  /** 1 by default (files with 3 dimensions); more make files with 4. */
  readonly channels?: number;
  /** Number of training images, 200 by default. */
  readonly train?: number;
  /** Number of test images, 80 by default; 0: no test files. */
  readonly test?: number;
  /** The largest amount by which a pixel is off its pattern, 48 by default (patterns have values 64 and 192). */
  readonly noise?: number;
  readonly seed?: number;
  /** Writes `.gz` files. */
  readonly gzip?: boolean;
}

/**
 * Makes a small data set that can be learnt: each class has a pattern of 4 x 4 dark and light fields, the same in every
 * channel, under uniform noise. Labels go round: 0, 1, 2, ..., 0, 1, 2, ... Returns `folder`.
 */
export function makeImageFolder(folder: string, options: ImageFolderOptions = {}): string {
  const { classes = 4, size = 8, channels = 1, train = 200, test = 80, noise = 48, seed = 1, gzip = false } = options;
  mkdirSync(folder, { recursive: true });
  const patterns = Array.from({ length: classes }, (_, label) => pattern(seed, label));
  const write = (prefix: string, count: number) => {
    const random = Random.derive(seed, 'images', prefix);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % classes);
    const pixels = new Uint8Array(count * channels * size * size);
    pixels.forEach((_, p) => {
      const x = p % size;
      const y = Math.floor(p / size) % size;
      const label = Math.floor(p / (channels * size * size)) % classes;
      const light = patterns[label]?.[Math.floor((4 * y) / size) * 4 + Math.floor((4 * x) / size)];
      pixels[p] = (light === true ? 192 : 64) + random.below(2 * noise + 1) - noise;
    });
    const dims = channels === 1 ? [count, size, size] : [count, channels, size, size];
    const ending = gzip ? '.gz' : '';
    writeIdx(join(folder, `${prefix}-images-idx${dims.length}-ubyte${ending}`), dims, pixels, { gzip });
    writeIdx(join(folder, `${prefix}-labels-idx1-ubyte${ending}`), [count], labels, { gzip });
  };
  write('train', train);
  if (test > 0) write('t10k', test);
  return folder;
}

/** Which of the 16 fields are light: half of them, drawn by class. */
function pattern(seed: number, label: number): readonly boolean[] {
  const fields = Array.from({ length: 16 }, (_, i) => i < 8);
  Random.derive(seed, 'pattern', label).shuffle(fields);
  return fields;
}
