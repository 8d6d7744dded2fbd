import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { imagesToTensor } from './images.ts';

// The step's memory holds anything: what the kernel leaves alone must not look like zero.
const engine = new Engine({ poison: true });

/** Lays out a set and factors, runs the kernel on some images, and gives back what is in memory, padding included, and NCHW. */
function convert(
  shape: readonly [number, number, number, number],
  bytes: Uint8Array,
  factors: readonly number[],
  indices: readonly number[],
) {
  const { memory } = engine;
  const source = {
    set: memory.allocate(4),
    indices: memory.allocate(4 * shape[0]),
    factors: memory.allocate(4 * factors.length),
  };
  const set = memory.allocate(bytes.length);
  memory.uint8(set, bytes.length).set(bytes);
  memory.int32(source.set, 1)[0] = set;
  memory.int32(source.indices, shape[0]).set(indices);
  memory.float32(source.factors, factors.length).set(factors);
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
    [3, 7, 4, 4],
    [2, 8, 3, 7],
  ])('is byte * scale + shift per channel of the images chosen, padding zero: [%i, %i, %i, %i]', (...shape) => {
    const [images, channels, height, width] = shape;
    const area = height * width;
    const random = Random.derive(1, 'images', ...shape);
    const inSet = images + 3;
    const image = channels * area;
    const indices = Array.from({ length: images }, () => random.below(inSet));
    const bytes = Uint8Array.from({ length: inSet * image }, () => random.below(256));
    const factors = Array.from({ length: 2 * channels }, () => Math.fround(random.normal()));
    const { lanes, values } = convert(shape, bytes, factors, indices);
    const channelOf = (i: number) => Math.floor(i / area) % channels;
    const scaleOf = (i: number) => factors[channelOf(i)] as number;
    const shiftOf = (i: number) => factors[channels + channelOf(i)] as number;
    values.forEach((value, i) => {
      // Two roundings: of the product and of the sum.
      const byte = bytes[(indices[Math.floor(i / image)] as number) * image + (i % image)] as number;
      expect(value).toBe(Math.fround(Math.fround(byte * scaleOf(i)) + shiftOf(i)));
    });
    const padded = Math.ceil(channels / 4) * 4;
    expect(lanes.every((value, i) => i % padded < channels || value === 0)).toBe(true);
  });

  it('leaves bytes as they are with scale 1 and shift 0', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect([...convert([1, 1, 16, 16], bytes, [1, 0], [0]).values]).toEqual([...bytes]);
  });
});
