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
