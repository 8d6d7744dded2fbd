import { describe, expect, it } from 'vitest';
import { InternalError } from '../base/errors.ts';
import { Engine } from './engine.ts';
import { floatsOf, lanesOf, type Shape } from './tensor.ts';

const engine = new Engine();
const counting = (length: number) => Float32Array.from({ length }, (_, i) => i + 1);

describe('a tensor', () => {
  it.each<[Shape, 'lanes' | 'dense']>([
    [[2, 3, 2, 3], 'lanes'],
    [[2, 4, 3, 1], 'lanes'],
    [[3, 5], 'lanes'],
    [[2, 3], 'dense'],
    [[], 'dense'],
  ])('of shape %j (%s) gives back what was set, in the order of the shape', (shape, layout) => {
    const x = engine.persistent(shape, layout);
    expect(x.set(counting(x.size)).toArray()).toEqual(counting(x.size));
  });

  it('lies channels last, each pixel padded with zeros to four', () => {
    const x = engine.persistent([1, 2, 1, 2], 'lanes').set([1, 2, 3, 4]);
    expect([...engine.memory.float32(x.address, x.floats)]).toEqual([1, 3, 0, 0, 2, 4, 0, 0]);
    expect([x.size, x.pixels, x.channels, x.lanes, x.floats]).toEqual([4, 2, 2, 4, 8]);
  });

  it('has zeros behind its elements when it is dense', () => {
    const x = engine.persistent([5], 'dense').set([1, 2, 3, 4, 5]);
    expect([...engine.memory.float32(x.address, x.floats)]).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
  });

  it('refuses values that are too few or too many', () => {
    const x = engine.persistent([2, 3], 'lanes');
    expect(() => x.set([1, 2, 3])).toThrow(new InternalError('3 values for a tensor of 6 elements'));
  });

  it('counts its padding in whole groups of four', () => {
    expect([1, 3, 4, 5, 8, 9].map(lanesOf)).toEqual([4, 4, 4, 8, 8, 12]);
    expect(floatsOf([2, 5, 3, 3], 'lanes')).toBe(2 * 9 * 8);
    expect(floatsOf([2, 5], 'dense')).toBe(12);
    expect(floatsOf([], 'dense')).toBe(4);
  });
});
