import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { imagesToTensor } from './images.ts';

// The step's memory holds anything: what the kernel leaves alone must not look like zero.
const engine = new Engine({ poison: true });

/** Lays bytes and factors out, runs the kernel, and gives back what is in memory, padding included, and NCHW. */
function convert(shape: readonly [number, number, number, number], bytes: Uint8Array, factors: readonly number[]) {
  const source = { bytes: engine.memory.allocate(bytes.length), factors: engine.memory.allocate(4 * factors.length) };
  engine.memory.uint8(source.bytes, bytes.length).set(bytes);
  engine.memory.float32(source.factors, factors.length).set(factors);
  return engine.step(() => {
    const result = imagesToTensor(engine, source, shape);
    expect(result.requiresGradient).toBe(false);
    return { lanes: engine.memory.float32(result.address, result.floats).slice(), values: result.toArray() };
  });
}

describe('imagesToTensor', () => {
  it.each<readonly [number, number, number, number]>([
    [1, 1, 1, 1],
    [2, 1, 5, 3],
    [3, 3, 7, 5],
    [2, 4, 3, 3],
    [2, 5, 1, 9],
    [5, 2, 28, 28],
  ])('is byte * scale + shift per channel, padding zero: [%i, %i, %i, %i]', (...shape) => {
    const [images, channels, height, width] = shape;
    const area = height * width;
    const random = Random.derive(1, 'images', ...shape);
    const bytes = Uint8Array.from({ length: images * channels * area }, () => random.below(256));
    const factors = Array.from({ length: 2 * channels }, () => Math.fround(random.normal()));
    const { lanes, values } = convert(shape, bytes, factors);
    const channelOf = (i: number) => Math.floor(i / area) % channels;
    const scaleOf = (i: number) => factors[channelOf(i)] as number;
    const shiftOf = (i: number) => factors[channels + channelOf(i)] as number;
    values.forEach((value, i) => {
      // Two roundings: of the product and of the sum.
      expect(value).toBe(Math.fround(Math.fround((bytes[i] as number) * scaleOf(i)) + shiftOf(i)));
    });
    const padded = Math.ceil(channels / 4) * 4;
    expect(lanes.every((value, i) => i % padded < channels || value === 0)).toBe(true);
  });

  it('leaves bytes as they are with scale 1 and shift 0', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect([...convert([1, 1, 16, 16], bytes, [1, 0]).values]).toEqual([...bytes]);
  });
});
