import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import { bytes as bytesText } from '../../base/format.ts';
import { Random } from '../../base/random.ts';
import type { DatasetEntry, ImageSet } from '../dataset.ts';
import { fingerprintOf } from '../fingerprint.ts';

const size = z.int().min(1).max(4096);

const options = z.strictObject({
  channels: z.int().min(1).max(1024).default(1).describe('Channels of an image.'),
  height: size.default(28).describe('Height of an image in pixels.'),
  width: size.default(28).describe('Width of an image in pixels.'),
  classes: z.int().min(2).max(256).default(10).describe('How many classes there are.'),
  train: z.int().min(1).max(10_000_000).default(2000).describe('How many training images there are, as many of each class.'),
  test: z.int().min(0).max(10_000_000).default(500).describe('How many test images there are; 0: no test part.'),
  noise: z
    .number()
    .min(0)
    .max(100)
    .default(1)
    .describe('Standard deviation of the noise, in units of that of the patterns. The more, the harder to learn.'),
  seed: z
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(1)
    .describe(
      'What patterns and noise are made of. Apart from the seed of the run, so that runs of all seeds have the same images.',
    ),
});
type Options = z.output<typeof options>;

/**
 * Images that need no files: each class has a smooth random pattern, each image the pattern of its class and noise of its
 * own. The same on every machine. For benchmarks, for trying things out, and for tests.
 */
export const synthetic: DatasetEntry<Options> = {
  name: 'synthetic',
  summary:
    'Images made by seed, without any files: a smooth random pattern for each class, and noise. For benchmarks and trials.',
  options,
  load(given) {
    checkSize(given);
    const { channels, height, width, classes } = given;
    const patterns = Array.from({ length: classes }, (_, label) => pattern(given, label));
    const train = draw(given, patterns, given.train, 'train');
    const test = given.test === 0 ? undefined : draw(given, patterns, given.test, 'test');
    return {
      name: 'synthetic',
      ...{ channels, height, width },
      classes: patterns.map((_, label) => String(label)),
      ...{ train, test },
      fingerprint: fingerprintOf({ channels, height, width, train, test }),
    };
  },
};

/** What more than this is asked for is a mistake rather than a wish: 2 GiB. */
const MOST_BYTES = 2 ** 31;

function checkSize({ channels, height, width, train, test }: Options): void {
  const total = (train + test) * channels * height * width;
  if (total <= MOST_BYTES) return;
  throw new UserError('The synthetic images would take too much memory.', {
    facts: [
      ['images', `${train + test} of ${channels} x ${height} x ${width} bytes, ${bytesText(total)} in all`],
      ['at most', bytesText(MOST_BYTES)],
    ],
    hint: 'Make them fewer (data.train, data.test) or smaller.',
  });
}

/** Levels of grey of one standard deviation, of the patterns as of noise 1. */
const CONTRAST = 40;
const MIDDLE = 127.5;
/** Random values on a grid of this many along each side make a pattern. */
const GRID = 4;

/** The pattern of a class [C, H, W], about 0: random values on a coarse grid, with straight lines between (bilinear). */
function pattern({ channels, height, width, seed }: Options, label: number): Float64Array {
  const random = Random.derive(seed, 'synthetic', 'pattern', label);
  const values = new Float64Array(channels * height * width);
  for (let c = 0; c < channels; c++) {
    const grid = Float64Array.from({ length: GRID * GRID }, () => CONTRAST * random.normal());
    for (let y = 0; y < height; y++) {
      const [top, below] = between(y, height);
      for (let x = 0; x < width; x++) {
        const [left, right] = between(x, width);
        const at = GRID * top + left;
        const upper = mix(grid[at], grid[at + 1], right);
        const lower = mix(grid[at + GRID], grid[at + GRID + 1], right);
        values[(c * height + y) * width + x] = mix(upper, lower, below);
      }
    }
  }
  return values;
}

/** The line of the grid before a pixel, and how far behind it the pixel is, from 0 to 1. */
function between(pixel: number, length: number): readonly [line: number, share: number] {
  const place = length === 1 ? 0 : (pixel * (GRID - 1)) / (length - 1);
  const line = Math.min(GRID - 2, Math.floor(place));
  return [line, place - line];
}

function mix(a = 0, b = 0, share: number): number {
  return a + (b - a) * share;
}

/** Standard deviation of the sum of four bytes: 4 (256^2 - 1) / 12 is its square. */
const BYTES_DEVIATION = Math.sqrt((256 * 256 - 1) / 3);

/**
 * Images of all classes in turn. The noise of a pixel is the sum of four random bytes (Irwin and Hall: close to normal),
 * which takes a tenth of the time of a normal number, and a benchmark waits for millions.
 */
function draw({ noise, seed }: Options, patterns: readonly Float64Array[], count: number, part: 'train' | 'test'): ImageSet {
  const random = Random.derive(seed, 'synthetic', part);
  const length = patterns[0]?.length ?? 0;
  const scale = (CONTRAST * noise) / BYTES_DEVIATION;
  // What is stored is rounded to the nearest and kept in 0 to 255.
  const pixels = new Uint8ClampedArray(count * length);
  const labels = Uint8Array.from({ length: count }, (_, image) => image % patterns.length);
  for (let image = 0; image < count; image++) {
    const values = patterns[labels[image] as number] as Float64Array;
    for (let i = 0; i < length; i++) {
      const word = random.uint32();
      const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
      pixels[image * length + i] = MIDDLE + (values[i] as number) + scale * (sum - 510);
    }
  }
  return { count, pixels: new Uint8Array(pixels.buffer), labels };
}
