import { describe, expect, it } from 'vitest';
import { abbreviated, bytes, count, duration, float32Text, jsonNumber, percent, shapeText } from './format.ts';
import { Random } from './random.ts';

describe('float32Text', () => {
  const view = new DataView(new ArrayBuffer(4));
  const ofBits = (bits: number) => {
    view.setUint32(0, bits);
    return view.getFloat32(0);
  };
  const random = Random.derive(1, 'float32 text');
  // All exponents, then bits at random, then subnormals.
  const values = [
    ...Array.from({ length: 20_000 }, (_, i) => ofBits((((i % 255) << 23) | random.below(2 ** 23)) >>> 0)),
    ...Array.from({ length: 20_000 }, () => ofBits(random.uint32())),
    ...Array.from({ length: 2000 }, () => ofBits(random.below(2 ** random.below(24)))),
  ].filter(Number.isFinite);
  const powersOfTwo = Array.from({ length: 277 }, (_, i) => 2 ** (i - 149));

  it('reads back as the same float32', () => {
    const wrong = [...values, ...powersOfTwo].filter((value) => Math.fround(Number(float32Text(value))) !== value);
    expect(wrong).toEqual([]);
    expect(values.length).toBeGreaterThan(41_000);
  });

  it('is the shortest text that does', () => {
    expect(values.filter((value) => !isShortest(value))).toEqual([]);
    expect(powersOfTwo.filter((value) => !isShortest(value))).toEqual([2 ** -96, 2 ** 87, 2 ** 90]);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1, '0.1'],
    [-0.1, '-0.1'],
    [1 / 3, '0.33333334'],
    [16_777_216, '16777216'],
    [1e-7, '1e-7'],
    [1e-45, '1e-45'],
    [3.402_823_4e38, '3.4028235e+38'],
    [1e39, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [Number.NaN, 'NaN'],
  ])('of %d is %s', (value, expected) => {
    expect(float32Text(value)).toBe(expected);
  });

  /** Whether no decimal with one digit less, just below or above, reads back as `value`. */
  function isShortest(value: number): boolean {
    const [mantissa = '', exponent = ''] = Number(float32Text(Math.abs(value)))
      .toExponential()
      .split('e');
    const digits = mantissa.replace('.', '').length;
    if (digits === 1) return true;
    const below = Math.floor(Number(mantissa.replace('.', '')) / 10);
    return [below, below + 1].every((shorter) => {
      return Math.fround(Number(`${shorter}e${Number(exponent) - digits + 2}`)) !== Math.abs(value);
    });
  }
});

it.each([
  [0.1, 0.1],
  [0, 0],
  [-7, -7],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('jsonNumber(%d) is %j', (value, expected) => {
  expect(jsonNumber(value)).toBe(expected);
});

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [12_345.6, '12,346'],
  [123_456_789, '123,456,789'],
])('count(%d) is %s', (value, expected) => {
  expect(count(value)).toBe(expected);
});

it.each([
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1049, '1.0 kB'],
  [1051, '1.1 kB'],
  [99_949, '99.9 kB'],
  [99_950, '100 kB'],
  [123_456, '123 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [47_040_000, '47.0 MB'],
  [4_294_967_296, '4.3 GB'],
  [2e12, '2.0 TB'],
  [5e15, '5000 TB'],
])('bytes(%d) is %s', (value, expected) => {
  expect(bytes(value)).toBe(expected);
});

it.each([
  [0, '0.0 s'],
  [0.84, '0.8 s'],
  [9.94, '9.9 s'],
  [9.95, '10 s'],
  [41.7, '42 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [3599, '59 min 59 s'],
  [3599.6, '1 h 00 min'],
  [7800, '2 h 10 min'],
  [360_000, '100 h 00 min'],
  [Number.NaN, '-'],
  [Number.POSITIVE_INFINITY, '-'],
])('duration(%d) is %s', (value, expected) => {
  expect(duration(value)).toBe(expected);
});

it('percent shows a fraction with two digits, or as many as are asked for', () => {
  expect([percent(0.98921), percent(1), percent(0), percent(0.5, 0), percent(1 / 3, 4), percent(Number.NaN)]).toEqual([
    '98.92 %',
    '100.00 %',
    '0.00 %',
    '50 %',
    '33.3333 %',
    '-',
  ]);
});

it('shapeText shows shapes as error messages do', () => {
  expect([shapeText([64, 3, 32, 32]), shapeText([10]), shapeText([])]).toEqual(['[64, 3, 32, 32]', '[10]', '[]']);
});

it.each([
  [0, '0'],
  [7, '7'],
  [999, '999'],
  [1000, '1k'],
  [1249, '1.25k'],
  [38_634_752, '38.6M'],
  [999_499, '999k'],
  [999_500, '1M'],
  [1.5e9, '1.5G'],
  [2e15, '2000T'],
])('abbreviates %d as %s', (value, text) => {
  expect(abbreviated(value)).toBe(text);
});
