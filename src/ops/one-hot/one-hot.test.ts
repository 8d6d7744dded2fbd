import { describe, expect, it } from 'vitest';
import { Engine } from '../../tensor/engine.ts';
import { oneHot } from './one-hot.ts';

describe('oneHot', () => {
  it.each([1, 3, 4, 5, 10])('puts a one at the label, %i classes', (classes) => {
    const engine = new Engine();
    const labels = [0, classes - 1, classes >> 1];
    const address = engine.memory.allocate(12);
    engine.memory.int32(address, 3).set(labels);
    engine.step(() => {
      const target = oneHot(engine, address, 3, classes);
      expect([target.shape, target.layout, target.requiresGradient]).toEqual([[3, classes], 'lanes', false]);
      const expected = labels.flatMap((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)));
      expect([...target.toArray()]).toEqual(expected);
      const memory = engine.memory.float32(target.address, target.floats);
      expect(memory.reduce((sum, value) => sum + value, 0)).toBe(3);
    });
  });

  it('gives NaN for a label outside the classes', () => {
    const engine = new Engine();
    const address = engine.memory.allocate(8);
    engine.memory.int32(address, 2).set([2, -1]);
    const rows = engine.step(() => [...oneHot(engine, address, 2, 2).toArray()]);
    expect(rows).toEqual([Number.NaN, 0, Number.NaN, 0]);
  });
});
