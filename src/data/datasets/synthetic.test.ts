import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../../test/helpers/errors.ts';
import type { Dataset } from '../dataset.ts';
import { synthetic } from './synthetic.ts';

const load = (given: Readonly<Record<string, unknown>> = {}): Dataset => synthetic.load(synthetic.options.parse(given) as never);
const SMALL = { height: 8, width: 6, channels: 3, classes: 4, train: 50, test: 13 };

/** The pixels of one image. */
function image({ channels, height, width, train }: Dataset, index: number): Uint8Array {
  const length = channels * height * width;
  return train.pixels.subarray(index * length, (index + 1) * length);
}

describe('synthetic images', () => {
  it('are as many and as large as asked, the classes in turn', () => {
    const data = load(SMALL);
    expect(data).toMatchObject({ name: 'synthetic', channels: 3, height: 8, width: 6, classes: ['0', '1', '2', '3'] });
    expect([data.train.count, data.train.pixels.length, data.test?.count, data.test?.pixels.length]).toEqual([
      50, 7200, 13, 1872,
    ]);
    expect([...(data.test?.labels ?? [])]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0]);
    expect(load({ test: 0 }).test).toBeUndefined();
  });

  it('are the same on every machine', () => {
    const { train, test } = load(SMALL);
    const hash = createHash('sha256').update(train.pixels);
    hash.update(test?.pixels ?? '');
    expect(hash.digest('hex')).toBe('5fb2c4f3258376ae0241124a646d1a5f97cb33b364ee3b587c93753a5304e9ee');
  });

  it('depend on the seed; the first do not depend on how many there are', () => {
    const data = load(SMALL);
    const more = load({ ...SMALL, train: 60, test: 0 });
    expect(more.train.pixels.subarray(0, 7200)).toEqual(data.train.pixels);
    const other = load({ ...SMALL, seed: 2 });
    expect(other.train.pixels).not.toEqual(data.train.pixels);
    expect(new Set([data.fingerprint, more.fingerprint, other.fingerprint, load(SMALL).fingerprint]).size).toBe(3);
    expect(data.test?.pixels.subarray(0, 144)).not.toEqual(image(data, 0));
  });

  it('without noise are the pattern of their class, which is smooth', () => {
    const data = load({ ...SMALL, height: 40, width: 40, noise: 0 });
    expect(image(data, 4)).toEqual(image(data, 0));
    expect(image(data, 1)).not.toEqual(image(data, 0));
    const pixels = image(data, 0);
    const steps = Array.from({ length: 39 }, (_, x) => Math.abs((pixels[x + 1] ?? 0) - (pixels[x] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(20);
    expect(Math.max(...pixels) - Math.min(...pixels)).toBeGreaterThan(40);
  });

  it('have noise of the deviation that is asked for, about the pattern', () => {
    const shape = { ...SMALL, classes: 2, train: 2000, test: 0 };
    const [clean, noisy] = [load({ ...shape, noise: 0 }), load({ ...shape, noise: 0.5 })];
    const apart = [...noisy.train.pixels].map((value, i) => value - (clean.train.pixels[i] ?? 0));
    const mean = apart.reduce((a, b) => a + b, 0) / apart.length;
    const deviation = Math.sqrt(apart.reduce((sum, value) => sum + (value - mean) ** 2, 0) / apart.length);
    // 0.5 of 40 levels; some is cut off at black and white.
    expect(Math.abs(mean)).toBeLessThan(0.5);
    expect(deviation).toBeGreaterThan(19);
    expect(deviation).toBeLessThan(20.2);
  });

  it('may be a single pixel', () => {
    expect(load({ channels: 1, height: 1, width: 1, classes: 2, train: 4, test: 0, noise: 0 }).train.pixels).toHaveLength(4);
  });

  it.each([{ classes: 1 }, { classes: 257 }, { train: 0 }, { noise: -1 }, { height: 0 }, { path: 'x' }])('refuse %j', (given) => {
    expect(synthetic.options.safeParse(given).success).toBe(false);
  });

  it('refuse to fill the memory', () => {
    const { message } = userErrorOf(() => load({ train: 1_000_000, height: 100, width: 100 }));
    expect(message).toBe(
      [
        'The synthetic images would take too much memory.',
        '  images    1000500 of 1 x 100 x 100 bytes, 10.0 GB in all',
        '  at most   2.1 GB',
        '  Make them fewer (data.train, data.test) or smaller.',
      ].join('\n'),
    );
  });
});
