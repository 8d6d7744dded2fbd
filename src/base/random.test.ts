import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draws = (random: Random, length: number, draw: (random: Random) => number) =>
  Float64Array.from({ length }, () => draw(random));

/** Chi-square statistic of counts that should all be equal, as a number of standard deviations from its mean. */
function chiSquareDeviation(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

function tally(length: number, values: Iterable<number>): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const value of values) counts[value] = (counts[value] as number) + 1;
  return counts;
}

/** Distance between the distribution of the sample and `cumulative`, times sqrt(n): above 1.95 once in a thousand. */
function kolmogorovSmirnov(sample: Float64Array, cumulative: (x: number) => number): number {
  let most = 0;
  sample.toSorted().forEach((x, i) => {
    const p = cumulative(x);
    most = Math.max(most, p - i / sample.length, (i + 1) / sample.length - p);
  });
  return most * Math.sqrt(sample.length);
}

describe('a stream', () => {
  it('gives the numbers that it has always given', () => {
    const golden = Random.derive(1, 'golden');
    expect([...draws(golden, 4, (random) => random.uint32())]).toEqual([4174677392, 3257631729, 529415030, 441544501]);
    expect(golden.uniform()).toBe(0.691795827148443);
    expect(golden.below(1000)).toBe(912);
    expect([golden.normal(), golden.normal()]).toEqual([-1.2717460257704134, 0.3343725666741774]);
    const order = [0, 1, 2, 3, 4, 5, 6, 7];
    golden.shuffle(order);
    expect(order).toEqual([6, 7, 5, 4, 1, 2, 0, 3]);
  });

  it('is xoshiro128** as published: a few numbers give the state away, and with it all that follow', () => {
    const random = Random.derive(3, 'recurrence');
    const given = Array.from({ length: 60 }, () => random.uint32());
    const rotate = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0;
    // The output is rotl(s1 * 5, 7) * 9, and 9 and 5 have inverses modulo 2^32. What s1 was:
    const s1 = given.map((value) => Math.imul(rotate(Math.imul(value, 0x38e38e39), 25), 0xcccccccd) >>> 0);
    const at = (i: number) => s1[i] as number;
    // From the update: s1' = s1 ^ s2 ^ s0, then s0' ^ s2' = s2 ^ s3 ^ s1 ^ (s1 << 9), then s3' = rotl(s3 ^ s1, 11).
    const s0AndS2 = (i: number) => at(i) ^ at(i + 1);
    const s2AndS3 = (i: number) => s0AndS2(i + 1) ^ at(i) ^ (at(i) << 9);
    const s3 = at(0) ^ rotate(s2AndS3(1) ^ s0AndS2(0) ^ (at(0) << 9), 21);
    const s2 = s3 ^ s2AndS3(0);
    const state: [number, number, number, number] = [s2 ^ s0AndS2(0), at(0), s2, s3];
    const replayed = given.map(() => {
      const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
      const shifted = state[1] << 9;
      state[2] ^= state[0];
      state[3] ^= state[1];
      state[1] ^= state[2];
      state[0] ^= state[3];
      state[2] ^= shifted;
      state[3] = rotate(state[3], 11);
      return result;
    });
    expect(replayed).toEqual(given);
  });

  it('depends on the seed, on every label, their kind and their borders', () => {
    const names: [number, ...(string | number)[]][] = [
      [1],
      [2],
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
      [1, 'a', 'b'],
      [1, 'b', 'a'],
      [1, 'ab'],
      [1, 'a', ''],
      [1, 1],
      [1, '1'],
      [1, 0],
      [1, 'a', 0],
      [1, 'a', 1],
      [1, 'a', 1, 0],
      [1, 1.5],
      [4_294_967_295],
      [1, 'ä'],
    ];
    const firsts = names.map((name) => Random.derive(...name).uint32());
    expect(new Set(firsts).size).toBe(names.length);
    expect(names.map((name) => Random.derive(...name).uint32())).toEqual(firsts);
  });

  it('is not shifted by the use of another', () => {
    const alone = [...draws(Random.derive(5, 'one'), 10, (random) => random.normal())];
    const [one, other] = [Random.derive(5, 'one'), Random.derive(5, 'other')];
    const mixed = alone.map(() => {
      other.normal();
      return one.normal();
    });
    expect(mixed).toEqual(alone);
  });

  it('has nothing to do with those of neighbouring seeds and labels', () => {
    const firsts = Array.from({ length: 40_000 }, (_, i) => Random.derive(i % 200, 'layer', Math.floor(i / 200)).uint32());
    // Pairs of equal 32-bit numbers among n: n^2 / 2^33, here 0.19.
    expect(new Set(firsts).size).toBeGreaterThanOrEqual(firsts.length - 2);
    for (const shift of [24, 16, 8, 0]) {
      expect(
        Math.abs(
          chiSquareDeviation(
            tally(
              256,
              firsts.map((value) => (value >>> shift) & 255),
            ),
          ),
        ),
      ).toBeLessThan(4);
    }
    // Half of the 32 bits differ between one and the next, with a standard deviation of sqrt(8).
    const flips = firsts.slice(1).map((value, i) => {
      let bits = value ^ (firsts[i] as number);
      let count = 0;
      for (; bits !== 0; bits &= bits - 1) count += 1;
      return count;
    });
    const mean = flips.reduce((sum, count) => sum + count, 0) / flips.length;
    expect(Math.abs(mean - 16) / Math.sqrt(8 / flips.length)).toBeLessThan(4);
  });
});

describe('uniform', () => {
  const sample = draws(Random.derive(1, 'uniform'), 200_000, (random) => random.uniform());

  it('is uniform over [0, 1)', () => {
    expect(sample.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(
      Math.abs(
        chiSquareDeviation(
          tally(
            1000,
            sample.map((x) => Math.floor(1000 * x)),
          ),
        ),
      ),
    ).toBeLessThan(4);
    expect(kolmogorovSmirnov(sample, (x) => x)).toBeLessThan(1.95);
  });

  it('does not tell the next from the last', () => {
    const pairs = tally(
      400,
      sample.subarray(1).map((x, i) => 20 * Math.floor(20 * x) + Math.floor(20 * (sample[i] as number))),
    );
    expect(Math.abs(chiSquareDeviation(pairs))).toBeLessThan(4);
  });

  it('has 53 random bits', () => {
    const low = sample.map((x) => (x * 2 ** 53) % 256);
    expect(low.every(Number.isInteger)).toBe(true);
    expect(Math.abs(chiSquareDeviation(tally(256, low)))).toBeLessThan(4);
  });
});

describe('below', () => {
  it.each([2, 3, 7, 10, 1000])('%i: each number is equally likely', (bound) => {
    const random = Random.derive(1, 'below', bound);
    expect(
      Math.abs(
        chiSquareDeviation(
          tally(
            bound,
            draws(random, 100_000, () => random.below(bound)),
          ),
        ),
      ),
    ).toBeLessThan(4);
  });

  it('has no bias where the bound does not divide 2^32', () => {
    // Taking the remainder alone would make the first half of these twice as likely as the second.
    const bound = 3 * 2 ** 30;
    const random = Random.derive(1, 'bias');
    const thirds = tally(
      3,
      draws(random, 30_000, () => Math.floor(random.below(bound) / 2 ** 30)),
    );
    expect(Math.abs(chiSquareDeviation(thirds))).toBeLessThan(4);
  });

  it('takes every bound from 1 to 2^32', () => {
    const random = Random.derive(1, 'bounds');
    expect(random.below(1)).toBe(0);
    expect(Math.max(...draws(random, 100, () => random.below(2 ** 32)))).toBeGreaterThan(2 ** 31);
    for (let bound = 1; bound < 300; bound++) expect(random.below(bound)).toBeLessThan(bound);
  });
});

describe('normal', () => {
  const sample = draws(Random.derive(1, 'normal'), 200_000, (random) => random.normal());
  const moment = (power: number) => sample.reduce((sum, x) => sum + x ** power, 0) / sample.length;

  it('has the moments of the standard normal distribution', () => {
    // The k-th sample moment has variance (E x^2k - (E x^k)^2) / n.
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      expect(Math.abs(moment(power) - expected) / Math.sqrt(variance / sample.length), `moment ${power}`).toBeLessThan(4);
    }
  });

  it('has its distribution', () => {
    expect(kolmogorovSmirnov(sample, normalCumulative)).toBeLessThan(1.95);
  });

  it('gives pairs that do not depend on each other', () => {
    let product = 0;
    for (let i = 0; i < sample.length; i += 2) product += (sample[i] as number) * (sample[i + 1] as number);
    expect(Math.abs(product) / Math.sqrt(sample.length / 2)).toBeLessThan(4);
  });
});

describe('shuffle', () => {
  it('makes each order equally likely', () => {
    const random = Random.derive(1, 'shuffle');
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const items = ['a', 'b', 'c', 'd'];
      random.shuffle(items);
      counts.set(items.join(''), (counts.get(items.join('')) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(chiSquareDeviation([...counts.values()]))).toBeLessThan(4);
  });

  it('keeps every item of a typed array', () => {
    const items = Uint32Array.from({ length: 1000 }, (_, i) => i);
    Random.derive(1, 'items').shuffle(items);
    expect(items.filter((item, i) => item === i).length).toBeLessThan(10);
    expect([...items.toSorted()]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('leaves nothing and a single item as they are', () => {
    const random = Random.derive(1, 'few');
    const before = Random.derive(1, 'few');
    for (const items of [[], ['a']]) {
      const copy = [...items];
      random.shuffle(items);
      expect(items).toEqual(copy);
    }
    expect(random.uint32()).toBe(before.uint32());
  });
});

/** The cumulative distribution of the standard normal, by its power series (|x| < 6). */
function normalCumulative(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-12; k++) {
    term *= (-x * x * (2 * k - 1)) / (2 * k * (2 * k + 1));
    sum += term;
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}
