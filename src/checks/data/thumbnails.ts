import { meanOf } from '../../base/statistics.ts';
import { bytesAt, type ImageAt } from './same-images.ts';

/** Side of a thumbnail in pixels, at most. */
const SIDE = 8;

/** What comparing images needs to know of them. */
export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Images made small: the mean of each cell of a grid of 8 x 8 (fewer where the image is smaller), per channel, on the scale
 * 0..255. Noise and single pixels average out, what a picture shows stays.
 * @returns one row for each image.
 */
export function thumbnails(images: readonly ImageAt[], size: ImageSize): Float32Array[] {
  return images.map((image) => thumbnail(bytesAt(image), size));
}

function thumbnail(bytes: Uint8Array, { channels, height, width }: ImageSize): Float32Array {
  const [rows, columns] = [Math.min(SIDE, height), Math.min(SIDE, width)];
  const small = new Float32Array(channels * rows * columns);
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < rows; row++) {
      const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
      for (let column = 0; column < columns; column++) {
        const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)];
        let sum = 0;
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) sum += bytes[(c * height + y) * width + x] as number;
        }
        small[(c * rows + row) * columns + column] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return small;
}

/** The nearest of `among` by the sum of squared differences, if it is nearer than `limit`. */
export function nearest(
  one: Float32Array,
  among: readonly Float32Array[],
  limit = Number.POSITIVE_INFINITY,
): { readonly index: number; readonly distance: number } | undefined {
  let best = -1;
  let least = limit;
  for (let i = 0; i < among.length; i++) {
    const other = among[i] as Float32Array;
    let sum = 0;
    // Most images are far apart, which their first rows show.
    for (let k = 0; k < one.length && sum < least; k++) {
      const difference = (one[k] as number) - (other[k] as number);
      sum += difference * difference;
    }
    if (sum < least) {
      least = sum;
      best = i;
    }
  }
  return best < 0 ? undefined : { index: best, distance: least };
}

/**
 * Many thumbnails in the order of their means: of two that are near each other the means are too (the root mean square of
 * differences is at least that of the means), so that few have to be compared.
 */
export class ThumbnailIndex {
  readonly #rows: readonly { readonly thumbnail: Float32Array; readonly mean: number; readonly index: number }[];

  constructor(all: readonly Float32Array[]) {
    this.#rows = all.map((thumbnail, index) => ({ thumbnail, mean: meanOf(thumbnail), index })).sort((a, b) => a.mean - b.mean);
  }

  /** The place, among those it was made of, of the nearest within this root mean square difference. */
  nearestWithin(one: Float32Array, difference: number): number | undefined {
    const mean = meanOf(one);
    const first = this.#firstFrom(mean - difference);
    const last = this.#firstFrom(mean + difference);
    const near = this.#rows.slice(first, last);
    const found = nearest(
      one,
      near.map(({ thumbnail }) => thumbnail),
      difference * difference * one.length,
    );
    return found === undefined ? undefined : near[found.index]?.index;
  }

  /** The first place whose mean is at least this. */
  #firstFrom(mean: number): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle]?.mean ?? 0) < mean) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
