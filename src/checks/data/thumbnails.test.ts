import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { nearest, ThumbnailIndex, thumbnails } from './thumbnails.ts';

function small(pixels: readonly number[], channels: number, height: number, width: number): readonly number[] {
  const set = { count: 1, pixels: Uint8Array.from(pixels), labels: new Uint8Array(1) };
  const [row = new Float32Array()] = thumbnails([{ set, index: 0 }], { channels, height, width });
  return [...row];
}

describe('thumbnails', () => {
  it('keep images as they are that are no larger', () => {
    expect(small([1, 2, 3, 4, 5, 6], 1, 2, 3)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(small([9], 1, 1, 1)).toEqual([9]);
    expect(small([1, 2, 3, 4], 2, 1, 2)).toEqual([1, 2, 3, 4]);
  });

  it('are the means of 8 x 8 cells, for each channel', () => {
    const side = 16;
    const pixels = Array.from({ length: 2 * side * side }, (_, i) => {
      const [x, y, c] = [i % side, Math.floor(i / side) % side, Math.floor(i / (side * side))];
      return c === 0 ? 10 * (x >>> 1) + (x % 2) * 4 : 20 * (y >>> 1);
    });
    const row = small(pixels, 2, side, side);
    expect(row).toHaveLength(128);
    expect(row.slice(0, 8)).toEqual([2, 12, 22, 32, 42, 52, 62, 72]);
    expect(row.slice(56, 64)).toEqual(row.slice(0, 8));
    expect(row.slice(64, 72)).toEqual(new Array(8).fill(0));
    expect(row.slice(120)).toEqual(new Array(8).fill(140));
  });

  it.each([
    [9, 8],
    [28, 28],
    [5, 100],
  ])('use every pixel once, whatever the size: %i x %i', (height, width) => {
    const row = small(new Array(height * width).fill(77), 1, height, width);
    expect(row).toEqual(new Array(Math.min(8, height) * Math.min(8, width)).fill(77));
    const one = new Array<number>(height * width).fill(0);
    one[height * width - 1] = 255;
    expect(small(one, 1, height, width).at(-1)).toBeGreaterThan(0);
  });
});

describe('nearest', () => {
  const among = [Float32Array.of(0, 0), Float32Array.of(3, 4), Float32Array.of(10, 0), Float32Array.of(3, 4)];

  it('is the first of the smallest distance', () => {
    expect(nearest(Float32Array.of(3, 3), among)).toEqual({ index: 1, distance: 1 });
    expect(nearest(Float32Array.of(9, 1), among)).toEqual({ index: 2, distance: 2 });
  });

  it('is none beyond the limit, or where there is nothing', () => {
    expect(nearest(Float32Array.of(3, 3), among, 1)).toBeUndefined();
    expect(nearest(Float32Array.of(3, 3), among, 1.1)?.index).toBe(1);
    expect(nearest(Float32Array.of(3, 3), [])).toBeUndefined();
  });
});

describe('an index of thumbnails', () => {
  const random = Random.derive(1, 'thumbnails of the test');
  const all = Array.from({ length: 300 }, () => Float32Array.from({ length: 4 }, () => random.below(40)));
  const index = new ThumbnailIndex(all);

  it('finds what comparing with every one finds', () => {
    let found = 0;
    for (let i = 0; i < 100; i++) {
      const one = Float32Array.from({ length: 4 }, () => random.below(40));
      const expected = nearest(one, all, 4 * 4 * 4);
      const place = index.nearestWithin(one, 4);
      expect(place === undefined).toBe(expected === undefined);
      if (place === undefined || expected === undefined) continue;
      found += 1;
      expect(nearest(one, [all[place] as Float32Array])?.distance).toBe(expected.distance);
    }
    expect(found).toBeGreaterThan(10);
    expect(found).toBeLessThan(100);
  });

  it('finds one itself, and nothing where nothing is', () => {
    expect(all[index.nearestWithin(all[42] as Float32Array, 1) ?? -1]).toEqual(all[42]);
    expect(index.nearestWithin(Float32Array.of(200, 200, 200, 200), 5)).toBeUndefined();
    expect(new ThumbnailIndex([]).nearestWithin(Float32Array.of(1), 5)).toBeUndefined();
  });
});
