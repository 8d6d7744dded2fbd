import { describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { dropoutHash, dropoutKeeps } from './dropout.reference.ts';
import { type DropoutOptions, dropout } from './dropout.ts';

type Key = DropoutOptions['key'];
const key: Key = [0x12345678, 0x9abcdef0 | 0];

/** y, and the gradient of x for an upstream gradient of ones, of x all ones. */
function run(shape: Shape, step: number, probability: number, streamKey: Key = key) {
  const engine = new Engine();
  engine.setStepNumber(step);
  const size = shape.reduce((product, length) => product * length, 1);
  const x = engine.persistent(shape, 'lanes', true).set(new Float32Array(size).fill(1));
  return engine.step(() => {
    const y = dropout(x, { probability, key: streamKey, training: true });
    const upstream = engine.output(shape, 'lanes', []).set(new Float32Array(size).fill(1));
    engine.tape.backward(y, upstream);
    return { y: y.toArray(), dx: x.gradientArray() as Float32Array };
  });
}

describe('dropout', () => {
  it.each<[string, Shape, number, number, Key]>([
    ['features', [3, 8], 0, 0.5, key],
    ['a single one', [1, 1], 1, 0.5, [0, 0]],
    ['images of three channels', [2, 3, 3, 5], 7, 0.1, [-1, 1]],
    ['images of five channels', [2, 5, 2, 2], 0xffffffff, 0.9, [0x7fffffff, -0x80000000]],
    ['a probability next to one', [2, 4], 3, 1 - 2 ** -40, key],
  ])('is the reference exactly: %s', (_, shape, step, probability, streamKey) => {
    const [images = 1, channels = 1, height = 1, width = 1] = shape;
    const lanes = Math.ceil(channels / 4) * 4;
    const scale = Math.fround(1 / (1 - probability));
    const { y, dx } = run(shape, step, probability, streamKey);
    const area = height * width;
    const expected = Float32Array.from({ length: images * channels * area }, (_, index) => {
      const pixel = Math.floor(index / (channels * area)) * area + (index % area);
      const position = pixel * lanes + (Math.floor(index / area) % channels);
      return dropoutKeeps(probability, streamKey, step, position) ? scale : 0;
    });
    expect(y).toEqual(expected);
    expect(dx).toEqual(expected);
  });

  it('draws a new mask at every step, replayed or not, and the same mask for the same step', () => {
    const engine = new Engine();
    const x = engine.persistent([16, 16], 'lanes').set(new Float32Array(256).fill(1));
    const kept = engine.persistent([16, 16], 'lanes');
    engine.setStepNumber(1);
    const program = engine.capture(() => {
      const y = dropout(x, { probability: 0.5, key, training: true });
      engine.run('copy', y.address, kept.address, y.floats);
    });
    const first = kept.toArray();
    engine.setStepNumber(2);
    program.replay();
    const second = kept.toArray();
    expect(second).not.toEqual(first);
    expect(second).toEqual(run([16, 16], 2, 0.5).y);
    engine.setStepNumber(1);
    program.replay();
    expect(kept.toArray()).toEqual(first);
  });

  it('does not depend on how the work is split', () => {
    const engine = new Engine();
    const x = engine.persistent([8, 8], 'dense').set(new Float32Array(64).fill(1));
    const [whole, split] = [engine.persistent([8, 8], 'dense'), engine.persistent([8, 8], 'dense')];
    const rest = [engine.stepNumberAddress, ...key, -0x80000000, 0x40000000] as const;
    engine.run('dropout_apply', x.address, whole.address, 0, 64, ...rest);
    engine.run('dropout_apply', x.address, split.address, 20, 64, ...rest);
    engine.run('dropout_apply', x.address, split.address, 0, 20, ...rest);
    expect(split.toArray()).toEqual(whole.toArray());
  });

  it('is zero where dropped, whatever x was, and x itself in evaluation or with probability 0', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 64], 'lanes').set(new Float32Array(64).fill(Number.NaN));
    const y = engine.step(() => dropout(x, { probability: 0.5, key, training: true }).toArray());
    expect([...y].every((value) => value === 0 || Number.isNaN(value))).toBe(true);
    expect(y).toContain(0);
    expect(dropout(x, { probability: 0.5, key, training: false })).toBe(x);
    expect(dropout(x, { probability: 0, key, training: true })).toBe(x);
  });

  it.each([1, 1.5, -0.1, Number.NaN])('refuses the probability %d', (probability) => {
    const x = new Engine().persistent([1, 4], 'lanes');
    expect(() => dropout(x, { probability, key, training: true })).toThrow(
      new UserError('dropout: the probability must be at least 0 and below 1', { facts: [['probability', String(probability)]] }),
    );
  });
});

/** Bounds are at five standard deviations: what is tested is fixed, so a failure means a change of the hash. */
describe('the hash behind dropout', () => {
  const count = 1 << 16;
  const sequences: readonly [string, (i: number) => number][] = [
    ['positions', (i) => dropoutHash(key, 5, i)],
    ['positions of another pixel row', (i) => dropoutHash(key, 5, i * 64)],
    ['steps', (i) => dropoutHash(key, i, 5)],
    ['first keys', (i) => dropoutHash([i, key[1]], 5, 5)],
    ['second keys', (i) => dropoutHash([key[0], i], 5, 5)],
    ['equal keys', (i) => dropoutHash([i, i], 0, 0)],
  ];

  it.each(sequences)('is uniform over %s', (_, hash) => {
    const values = Float64Array.from({ length: count }, (_, i) => hash(i) / 2 ** 32);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
    // Chi-square over 256 equal cells: 255 degrees of freedom.
    const cells = new Float64Array(256);
    for (const value of values) cells[Math.floor(value * 256)] = (cells[Math.floor(value * 256)] as number) + 1;
    const chiSquare = cells.reduce((sum, n) => sum + (n - count / 256) ** 2 / (count / 256), 0);
    expect(Math.abs(chiSquare - 255)).toBeLessThan(5 * Math.sqrt(2 * 255));
  });

  it.each(sequences)('has even bits, each independent of its neighbour in %s', (_, hash) => {
    const ones = new Float64Array(32);
    const changes = new Float64Array(32);
    for (let i = 0; i < count; i++) {
      const value = hash(i);
      const change = value ^ hash(i + 1);
      for (let bit = 0; bit < 32; bit++) {
        ones[bit] = (ones[bit] as number) + ((value >>> bit) & 1);
        changes[bit] = (changes[bit] as number) + ((change >>> bit) & 1);
      }
    }
    const chiSquare = (counts: Float64Array) => counts.reduce((sum, n) => sum + (n - count / 2) ** 2 / (count / 4), 0);
    expect(Math.abs(chiSquare(ones) - 32)).toBeLessThan(5 * Math.sqrt(2 * 32));
    expect(Math.abs(chiSquare(changes) - 32)).toBeLessThan(5 * Math.sqrt(2 * 32));
  });

  it('has no correlation between masks of neighbouring elements, steps and keys', () => {
    const drawn = (k: Key, step: number, i: number) => (dropoutKeeps(0.5, k, step, i) ? 1 : -1);
    const others: readonly ((i: number) => number)[] = [
      ...[1, 2, 4, 16, 64].map((lag) => (i: number) => drawn(key, 5, i + lag)),
      ...[1, 2, 256].map((lag) => (i: number) => drawn(key, 5 + lag, i)),
      (i) => drawn([key[0] + 1, key[1]], 5, i),
      (i) => drawn([key[0], key[1] + 1], 5, i),
      (i) => drawn([key[1], key[0]], 5, i),
      (i) => drawn(key, 6, i + 1),
    ];
    for (const other of others) {
      let product = 0;
      for (let i = 0; i < count; i++) product += drawn(key, 5, i) * other(i);
      expect(Math.abs(product)).toBeLessThan(5 * Math.sqrt(count));
    }
  });
});
