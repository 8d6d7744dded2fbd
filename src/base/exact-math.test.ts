import { describe, expect, it } from 'vitest';
import { cosPi, exactExp, exactHypot, exactLog, exactLog10, exactPow, normalCdf } from './exact-math.ts';

/**
 * The largest relative difference over the points where the expected value is an ordinary number. `Math.*` is the oracle: it
 * is off by less than one unit in the last place, 2.2e-16, itself.
 */
function worst(points: Iterable<number>, measured: (x: number) => number, expected: (x: number) => number): number {
  let most = 0;
  for (const x of points) {
    const truth = expected(x);
    if (Math.abs(truth) < 2 ** -1022 || !Number.isFinite(truth)) continue;
    const error = Math.abs(measured(x) / truth - 1);
    most = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(most, error);
  }
  return most;
}

function* sweep(from: number, to: number, step: number): Iterable<number> {
  for (let x = from; x <= to; x += step) yield x;
}

/** Numbers of every magnitude, subnormal ones included. */
function* magnitudes(): Iterable<number> {
  for (let exponent = -1074; exponent < 1024; exponent++) for (const m of [1, 1.1, 1.41, 1.42, 1.9999]) yield m * 2 ** exponent;
}

describe('exactExp', () => {
  it.each([
    [-708, 709.7, 0.0137],
    [-1, 1, 0.000_013],
    [-1e-6, 1e-6, 1.3e-11],
  ])('is within 1e-15 from %d to %d', (from, to, step) => {
    expect(worst(sweep(from, to, step), exactExp, Math.exp)).toBeLessThan(1e-15);
  });

  it('is exact to the last bit of what subnormal numbers hold', () => {
    for (const x of sweep(-745.1, -708.4, 0.0037)) {
      expect(Math.abs(exactExp(x) - Math.exp(x))).toBeLessThanOrEqual(Math.max(Number.MIN_VALUE, 1e-15 * Math.exp(x)));
    }
  });

  it.each([
    [0, 1],
    [-0, 1],
    [-745.133_219_101_941_1, Number.MIN_VALUE],
    [-745.133_219_101_942, 0],
    [-1e300, 0],
    [Number.NEGATIVE_INFINITY, 0],
    [709.782_712_893_385, Number.POSITIVE_INFINITY],
    [1e300, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
  ])('of %d is %d', (x, expected) => {
    expect(exactExp(x)).toBe(expected);
  });

  it('reaches the largest finite number', () => {
    expect(exactExp(709.782_712_893_384) / Number.MAX_VALUE).toBeCloseTo(1, 12);
  });
});

describe('exactLog', () => {
  it.each([
    [0.01, 3, 0.000_013],
    [0.999, 1.001, 1.3e-8],
    [3, 1e6, 7.77],
  ])('is within 1e-15 from %d to %d', (from, to, step) => {
    expect(worst(sweep(from, to, step), exactLog, Math.log)).toBeLessThan(1e-15);
  });

  it('is within 1e-15 for every magnitude', () => {
    expect(worst(magnitudes(), exactLog, Math.log)).toBeLessThan(1e-15);
  });

  it('is within 1e-15 ever nearer to 1', () => {
    for (const sign of [1, -1]) {
      const near = Array.from({ length: 52 }, (_, k) => 1 + sign * 2 ** -(k + 1));
      expect(worst(near, exactLog, Math.log)).toBeLessThan(1e-15);
    }
  });

  it.each([
    [1, 0],
    [0, Number.NEGATIVE_INFINITY],
    [-0, Number.NEGATIVE_INFINITY],
    [-1, Number.NaN],
    [Number.NEGATIVE_INFINITY, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
    [2, Math.LN2],
    [0.5, -Math.LN2],
    [10, Math.LN10],
  ])('of %d is %d', (x, expected) => {
    expect(exactLog(x)).toBe(expected);
  });

  it('takes exactExp back', () => {
    expect(
      worst(
        sweep(-700, 700, 0.37),
        (x) => exactLog(exactExp(x)),
        (x) => x,
      ),
    ).toBeLessThan(1e-13);
  });
});

describe('exactPow', () => {
  it.each([
    [2, 10, 1024],
    [2, -10, 2 ** -10],
    [2, 1023, 2 ** 1023],
    [2, 1024, Number.POSITIVE_INFINITY],
    [2, -1023, 2 ** -1023],
    [2, -1024, 0], // 2^1024 overflows
    [3, 33, 5_559_060_566_555_523],
    [-3, 3, -27],
    [-1, 2 ** 31 - 1, -1],
    [10, 22, 1e22],
    [0.1, 1, 0.1],
    [0, 0, 1],
    [Number.NaN, 0, 1],
    [0, 5, 0],
    [0, -1, Number.POSITIVE_INFINITY],
    [0, 0.5, 0],
    [0, -0.5, Number.POSITIVE_INFINITY],
    [0, Number.NaN, Number.NaN],
    [1, Number.NaN, Number.NaN],
    [-2, 0.5, Number.NaN],
    [Number.POSITIVE_INFINITY, 0.5, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, -0.5, 0],
    [0.5, Number.POSITIVE_INFINITY, 0],
    [2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('of %d and %d is %d', (base, exponent, expected) => {
    expect(exactPow(base, exponent)).toBe(expected);
  });

  it('has an error of at most n 2^-53 for whole exponents', () => {
    for (const base of [0.9, 0.999, 0.9999, 1.01, 1.1, -0.95, 7]) {
      for (let n = 1; n < 20_000; n = Math.ceil(1.2 * n)) {
        const allowed = n * 2 ** -53 + 2.3e-16; // and the oracle's own
        expect(
          worst(
            [n],
            (x) => exactPow(base, x),
            (x) => base ** x,
          ),
          `${base}^${n}`,
        ).toBeLessThan(allowed);
        expect(
          worst(
            [-n],
            (x) => exactPow(base, x),
            (x) => base ** x,
          ),
          `${base}^-${n}`,
        ).toBeLessThan(allowed + 2 ** -53);
      }
    }
  });

  it('has an error below 2e-13 for fractional exponents', () => {
    for (const base of sweep(0.01, 5, 0.0713)) {
      expect(
        worst(
          sweep(-150, 150, 0.31),
          (x) => exactPow(base, x),
          (x) => base ** x,
        ),
      ).toBeLessThan(2e-13);
    }
  });
});

describe('cosPi', () => {
  it.each([
    [0, 1],
    [0.5, 0],
    [1, -1],
    [1.5, 0],
    [2, 1],
    [2.5, 0],
    [-1, -1],
    [1e15, 1],
    [1e15 + 1, -1],
    [1e15 + 0.5, 0],
  ])('of %d is exactly %d', (t, expected) => {
    expect(Math.abs(cosPi(t) - expected)).toBe(0);
  });

  it('is within 1e-15 over the half period, zeros included', () => {
    // Math.cos(Math.PI * t) loses digits near the zero, where pi itself is rounded; the sine of the distance does not.
    const truth = (t: number) => (t <= 0.25 ? Math.cos(Math.PI * t) : Math.sin(Math.PI * (0.5 - t)));
    expect(worst(sweep(0, 0.5, 0.000_013), cosPi, truth)).toBeLessThan(1e-15);
    expect(worst([0.5 - 2 ** -53, 0.5 - 2 ** -30, 2 ** -30], cosPi, truth)).toBeLessThan(1e-15);
  });

  it('is even, has period 2 and changes sign after half of it', () => {
    for (const t of sweep(0, 1, 2 ** -9)) {
      expect(cosPi(-t)).toBe(cosPi(t));
      expect(cosPi(t + 2)).toBe(cosPi(t));
      expect(Math.abs(cosPi(t + 1) + cosPi(t))).toBe(0);
    }
  });

  it('falls from 1 to -1 without a step back', () => {
    let before = 1;
    for (const t of sweep(0, 1, 2 ** -14)) {
      expect(cosPi(t)).toBeLessThanOrEqual(before);
      before = cosPi(t);
    }
    expect(before).toBe(-1);
  });
});

describe('normalCdf', () => {
  // By SciPy 1.17.
  it.each([
    [-8, 6.220_960_574_271_74e-16],
    [-3, 0.001_349_898_031_630_093_3],
    [-1, 0.158_655_253_931_457_07],
    [-0.5, 0.308_537_538_725_986_9],
    [0, 0.5],
    [0.1, 0.539_827_837_277_029],
    [1, 0.841_344_746_068_542_9],
    [1.959_963_984_540_054, 0.975],
    [5, 0.999_999_713_348_428_1],
    [8, 0.999_999_999_999_999_3],
    [40, 1],
    [Number.POSITIVE_INFINITY, 1],
    [Number.NEGATIVE_INFINITY, 0],
  ])('of %d is %d within 1e-15', (x, expected) => {
    expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(1e-15);
  });

  it('rises, and is symmetric', () => {
    let before = 0;
    for (const x of sweep(-9, 9, 1 / 64)) {
      const p = normalCdf(x);
      expect(p).toBeGreaterThanOrEqual(before - 1e-15);
      expect(Math.abs(p + normalCdf(-x) - 1)).toBeLessThan(1e-15);
      before = p;
    }
  });

  it('of NaN is NaN', () => {
    expect(normalCdf(Number.NaN)).toBeNaN();
  });
});

it('exactLog10 is within 1e-15, and exactHypot within a unit in the last place of what neither overflows nor vanishes', () => {
  expect(worst(magnitudes(), exactLog10, Math.log10)).toBeLessThan(1e-15);
  expect(exactLog10(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(
    worst(
      sweep(1e-6, 40, 0.0137),
      (x) => exactHypot(x, 3 - x),
      (x) => Math.hypot(x, 3 - x),
    ),
  ).toBeLessThan(4e-16);
  expect([exactHypot(3, 4), exactHypot(0, -2), exactHypot(Number.POSITIVE_INFINITY, 1)]).toEqual([
    5,
    2,
    Number.POSITIVE_INFINITY,
  ]);
});
