import { crc32 } from 'node:zlib';
import type { ImageSet } from '../../data/dataset.ts';

/** One image: its set and its position there. */
export interface ImageAt {
  readonly set: ImageSet;
  readonly index: number;
}

/** The bytes of an image. */
export function bytesAt({ set, index }: ImageAt): Uint8Array {
  const length = set.pixels.length / set.count;
  return set.pixels.subarray(index * length, (index + 1) * length);
}

/** Finds images that are the same, byte for byte. */
export class SameImages {
  readonly #byHash = new Map<number, ImageAt[]>();

  /** The first image like this one that was added before; adds this one. */
  add(image: ImageAt): ImageAt | undefined {
    const hash = crc32(bytesAt(image));
    const alike = this.#byHash.get(hash);
    const found = alike?.find((other) => isSame(other, image));
    if (alike === undefined) this.#byHash.set(hash, [image]);
    else if (found === undefined) alike.push(image);
    return found;
  }

  /** The image like this one that was added. */
  find(image: ImageAt): ImageAt | undefined {
    return this.#byHash.get(crc32(bytesAt(image)))?.find((other) => isSame(other, image));
  }
}

function isSame(a: ImageAt, b: ImageAt): boolean {
  return Buffer.compare(bytesAt(a), bytesAt(b)) === 0;
}
