import type { ImageShape } from '../../src/data/augmentations/augmentation.ts';
import { Draws } from '../../src/data/augmentations/draws.ts';
import { augmentations } from '../../src/data/augmentations/index.ts';

/** What an augmentation made of an image: its bytes; undefined: it stayed as it was. */
export type Outcome = readonly number[] | undefined;

/** What one augmentation makes of the images at the positions 0, 1, ... of a set in which all are the same. */
export function augmentedBy(
  name: string,
  options: Readonly<Record<string, unknown>>,
  shape: ImageShape,
  image: readonly number[],
  count: number,
): Outcome[] {
  const entry = augmentations.get(name);
  const apply = entry.create(entry.options.parse(options), shape);
  const draws = new Draws(1, 0);
  return Array.from({ length: count }, (_, position) => {
    // Something before and behind, which must neither be seen nor changed.
    const source = Uint8Array.of(201, 202, 203, ...image, 204, 205);
    const target = new Uint8Array(image.length + 3).fill(222);
    draws.begin(1, position);
    const changed = apply(draws, source, 3, target, 1);
    const [before, ...rest] = target;
    const after = rest.splice(image.length);
    if (before !== 222 || after.some((byte) => byte !== 222)) throw new Error(`${name} wrote beside the image`);
    if (changed) return rest;
    if (rest.some((byte) => byte !== 222)) throw new Error(`${name} wrote an image that it says stays as it is`);
    return undefined;
  });
}

/** The outcomes that differ, and how often each came. */
export function tally(outcomes: readonly Outcome[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const key = outcome?.join(' ') ?? 'as it is';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
