import type { Dataset, ImageSet } from '../../data/dataset.ts';

/** A picture as bytes. */
export interface Picture {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** 1: grey. 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** `height * width * channels` bytes, row by row, the channels of a pixel side by side. */
  readonly pixels: Uint8Array;
}

/** Where a picture is taken from: planes of numbers, one for each channel, [C, H, W]. */
export interface Planes {
  readonly values: ArrayLike<number>;
  /** Index of the first number. */
  readonly start: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Three channels as red, green and blue; of any other number the first as grey. @param toByte gives the brightness of a value. */
export function pictureOf(planes: Planes, toByte: (value: number) => number): Picture {
  const { values, start, height, width } = planes;
  const channels = planes.channels === 3 ? 3 : 1;
  const area = height * width;
  const pixels = new Uint8Array(area * channels);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < area; i++) pixels[i * channels + c] = toByte(values[start + c * area + i] as number);
  }
  return { width, height, channels, pixels };
}

/** An image of a data set as it was read, before it was normalised. @param index is its position in the set. */
export function imageOf({ channels, height, width }: Dataset, { pixels }: ImageSet, index: number): Picture {
  const start = index * channels * height * width;
  return pictureOf({ values: pixels, start, channels, height, width }, (value) => value);
}

/** What there is to say about pictures of so many channels; undefined for grey and colour. */
export function channelNote(what: string, channels: number): string | undefined {
  if (channels === 1 || channels === 3) return undefined;
  return `${what} have ${channels} channels: their pictures show the first.`;
}
