import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { bytesAt, SameImages } from './same-images.ts';

const setOf = (...images: readonly (readonly number[])[]) => ({
  count: images.length,
  pixels: Uint8Array.from(images.flat()),
  labels: new Uint8Array(images.length),
});

it('finds images of the same bytes, the first that was added, across sets', () => {
  const [a, b] = [setOf([1, 2, 3], [4, 5, 6], [1, 2, 3]), setOf([9, 9, 9], [4, 5, 6])];
  const same = new SameImages();
  expect(same.find({ set: a, index: 0 })).toBeUndefined();
  expect(same.add({ set: a, index: 0 })).toBeUndefined();
  expect(same.add({ set: a, index: 1 })).toBeUndefined();
  expect(same.add({ set: a, index: 2 })).toEqual({ set: a, index: 0 });
  expect(same.find({ set: b, index: 1 })).toEqual({ set: a, index: 1 });
  expect(same.find({ set: b, index: 0 })).toBeUndefined();
  // Looking does not add.
  expect(same.find({ set: b, index: 0 })).toBeUndefined();
});

it('tells images apart that have the same checksum', () => {
  expect(crc32('plumless')).toBe(crc32('buckeroo'));
  const [a, b] = [[...Buffer.from('plumless')], [...Buffer.from('buckeroo')]];
  const set = setOf(a, b, b);
  const same = new SameImages();
  same.add({ set, index: 0 });
  expect(same.find({ set, index: 1 })).toBeUndefined();
  expect(same.add({ set, index: 1 })).toBeUndefined();
  expect(same.add({ set, index: 2 })).toEqual({ set, index: 1 });
});

it('gives the bytes of an image', () => {
  expect([...bytesAt({ set: setOf([1, 2], [3, 4], [5, 6]), index: 1 })]).toEqual([3, 4]);
});
