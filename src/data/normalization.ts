import type { Dataset } from './dataset.ts';

export const NORMALIZATIONS = ['standard', 'unit', 'none'] as const;
export type NormalizationKind = (typeof NORMALIZATIONS)[number];

/**
 * How bytes become the input of a network: `(pixel / 255 - mean) / std`, per channel. JSON-able; saved with a run.
 * - `standard`: mean and population standard deviation of the training part, so that each channel comes to mean 0 and
 *   variance 1 (LeCun et al., "Efficient BackProp", 1998, section 4.3);
 * - `unit`: 0 to 1;
 * - `none`: 0 to 255.
 */
export interface Normalization {
  readonly kind: NormalizationKind;
  /** Of each channel, on the scale 0 to 1. */
  readonly mean: readonly number[];
  /** Of each channel, on the scale 0 to 1; never 0. */
  readonly std: readonly number[];
}

/** The same as a multiplication and an addition per channel: `input = pixel * scale + shift`. */
export interface NormalizationFactors {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

/**
 * The normalisation of the images at `indices` of the training set.
 * @param note Is told of each channel that is the same everywhere; such a channel is only centred (std 1).
 */
export function fitNormalization(
  dataset: Pick<Dataset, 'channels' | 'height' | 'width' | 'train'>,
  indices: Uint32Array,
  kind: NormalizationKind,
  note: (text: string) => void,
): Normalization {
  const { channels, height, width } = dataset;
  if (kind !== 'standard') {
    return { kind, mean: new Array(channels).fill(0), std: new Array(channels).fill(kind === 'unit' ? 1 : 1 / 255) };
  }
  const { sums, squares } = channelSums(dataset.train.pixels, indices, channels, height * width);
  const pixels = indices.length * height * width;
  const std = squares.map((square, channel) => {
    const sum = BigInt(sums[channel] ?? 0);
    // pixels^2 times the variance; as a whole number, nothing cancels.
    const spread = BigInt(pixels) * BigInt(square) - sum * sum;
    if (spread > 0n) return Math.sqrt(Number(spread)) / pixels / 255;
    note(`Channel ${channel} has the same value in every pixel of the training part; it is centred but not scaled.`);
    return 1;
  });
  return { kind, mean: sums.map((sum) => sum / pixels / 255), std };
}

/** Scale and shift of each channel; `none` gives exactly 1 and 0. */
export function normalizationFactors({ mean, std }: Normalization): NormalizationFactors {
  return {
    scale: std.map((deviation) => 1 / (255 * deviation)),
    shift: mean.map((value, channel) => (value === 0 ? 0 : -value / (std[channel] ?? 1))),
  };
}

/** How many pixels may be summed in 32 bits: 32,768 * 255^2 < 2^31. */
const STRETCH = 32_768;

/**
 * The sum of the pixels and of their squares, per channel: whole numbers below 2^53, so that the order of summation does
 * not matter. Four pixels at a time, which is what reaching the first training step of MNIST quickly asks for.
 */
function channelSums(pixels: Uint8Array, indices: Uint32Array, channels: number, plane: number) {
  const sums = new Array<number>(channels).fill(0);
  const squares = new Array<number>(channels).fill(0);
  const words = new Int32Array(pixels.buffer, 0, pixels.buffer.byteLength >>> 2);
  const bytes = new Uint8Array(pixels.buffer);
  for (const index of indices) {
    for (let channel = 0; channel < channels; channel++) {
      const start = pixels.byteOffset + (index * channels + channel) * plane;
      for (let from = start; from < start + plane; from += STRETCH) {
        const to = Math.min(start + plane, from + STRETCH);
        const firstWord = Math.min(to, (from + 3) & ~3);
        const afterWords = Math.max(firstWord, to & ~3);
        let sum = 0;
        let square = 0;
        for (let i = from; i < firstWord; i++) {
          const value = bytes[i] as number;
          sum += value;
          square += value * value;
        }
        for (let i = firstWord >>> 2; i < afterWords >>> 2; i++) {
          const word = words[i] as number;
          const a = word & 255;
          const b = (word >>> 8) & 255;
          const c = (word >>> 16) & 255;
          const d = word >>> 24;
          sum = (sum + a + b + c + d) | 0;
          square = (square + Math.imul(a, a) + Math.imul(b, b) + Math.imul(c, c) + Math.imul(d, d)) | 0;
        }
        for (let i = afterWords; i < to; i++) {
          const value = bytes[i] as number;
          sum += value;
          square += value * value;
        }
        sums[channel] = (sums[channel] ?? 0) + sum;
        squares[channel] = (squares[channel] ?? 0) + square;
      }
    }
  }
  return { sums, squares };
}
