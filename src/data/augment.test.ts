import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { Augmenter, augmentImages, createAugmenter } from './augment.ts';
import type { Augmentation } from './augmentations/augmentation.ts';
import type { ImageSet } from './dataset.ts';

const SHAPE = { channels: 1, height: 1, width: 4 };

function randomSet(count: number, imageBytes: number): ImageSet {
  const random = Random.derive(3, 'images');
  const bytes = (length: number, bound: number) => Uint8Array.from({ length }, () => random.below(bound));
  return { count, pixels: bytes(count * imageBytes, 256), labels: bytes(count, 10) };
}

/** Writes the image with `sign` in the place of each pixel before the last; `changes` says whether it does. */
function marking(sign: number, changes: (call: number) => boolean): Augmentation {
  let call = 0;
  return (_, source, from, target, to) => {
    if (!changes(call++)) return false;
    for (let i = 0; i < 4; i++) target[to + i] = i < 3 ? (source[from + i + 1] as number) : sign;
    return true;
  };
}

describe('Augmenter', () => {
  it('applies one after the other, whichever of them change an image', () => {
    const set: ImageSet = { count: 2, pixels: Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4), labels: Uint8Array.of(0, 1) };
    for (let pattern = 0; pattern < 16; pattern++) {
      const signs = [11, 12, 13, 14].filter((_, i) => ((pattern >> i) & 1) === 1);
      const list = [11, 12, 13, 14].map((sign, i) => marking(sign, () => ((pattern >> i) & 1) === 1));
      const out = new Uint8Array(8).fill(99);
      new Augmenter(list, SHAPE, 1).gather(set, Uint32Array.of(0, 1, 0), 1, 2, 1, out);
      expect([...out], String(pattern)).toEqual([...[1, 2, 3, 4, ...signs].slice(-4), 99, 99, 99, 99]);
    }
    expect([...set.pixels]).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
  });

  it('gives each augmentation numbers of its own, which those behind it do not change', () => {
    const drawn: number[][] = [];
    const draw =
      (count: number): Augmentation =>
      (draws) => {
        drawn.push(Array.from({ length: count }, () => draws.uint32()));
        return false;
      };
    const set = randomSet(1, 4);
    const see = (...list: Augmentation[]) =>
      new Augmenter(list, SHAPE, 1).gather(set, Uint32Array.of(0), 0, 1, 1, new Uint8Array(4));
    see(draw(3), draw(2));
    see(draw(1), draw(2), draw(2));
    const [first, second, alone, secondAgain, third] = drawn;
    expect(alone).toEqual(first?.slice(0, 1));
    expect(secondAgain).toEqual(second);
    expect(new Set([first, second, third].flat()).size).toBe(7);
  });
});

describe('createAugmenter', () => {
  const shape = { channels: 1, height: 4, width: 6 };

  it('makes none of an empty list', () => {
    expect(createAugmenter([], shape, 1)).toBeUndefined();
  });

  it('says which of the list does not suit the images, and where it was given', () => {
    const list = [
      { type: 'flipVertical', p: 0.5 },
      { type: 'quarterTurns', p: 1 },
    ];
    const message =
      'quarterTurns: a quarter turn would change the shape of these images\n  image          4 x 6   (height x width)\n';
    expect(() => createAugmenter(list, shape, 1)).toThrow(`${message}  augmentation   data.augment.1\n`);
    expect(() => createAugmenter(list, shape, 1, (i) => `my.yaml:${i}`)).toThrow(
      `${message}  augmentation   data.augment.1   my.yaml:1\n`,
    );
  });
});

describe('augmentImages', () => {
  it('gives the images of the positions, augmented, with their labels', () => {
    const set = randomSet(5, 24);
    const augmenter = createAugmenter([{ type: 'flipVertical', p: 1 }], { channels: 2, height: 3, width: 4 }, 1);
    if (augmenter === undefined) throw new Error('there is an augmentation');
    const positions = Uint32Array.of(4, 0, 4);
    const { count, pixels, labels } = augmentImages(augmenter, set, positions, 1);
    expect(count).toBe(3);
    expect([...labels]).toEqual([set.labels[4], set.labels[0], set.labels[4]]);
    const expected = [...positions].flatMap((position) =>
      [0, 12].flatMap((channel) =>
        [8, 4, 0].flatMap((row) => [...set.pixels.subarray(position * 24 + channel + row).subarray(0, 4)]),
      ),
    );
    expect([...pixels]).toEqual(expected);
  });
});
