import { describe, expect, it } from 'vitest';
import { configOf, subjectOf } from '../../test/helpers/checks.ts';
import { batchesOf, drawFrom } from './sample.ts';

const indices = Uint32Array.from({ length: 1000 }, (_, i) => 3 * i);

describe('drawFrom', () => {
  it('draws different positions of the part, ascending by number', () => {
    const drawn = drawFrom({ indices }, 100, 1, 'test');
    expect(drawn).toHaveLength(100);
    expect(new Set(drawn).size).toBe(100);
    expect([...drawn].every((index) => index % 3 === 0)).toBe(true);
    expect([...drawn]).toEqual([...drawn].toSorted((a, b) => a - b));
    // From all over, and not in steps.
    expect(Math.min(...drawn)).toBeLessThan(300);
    expect(Math.max(...drawn)).toBeGreaterThan(2700);
    expect(indices[1]).toBe(3);
  });

  it('by seed and purpose', () => {
    const first = drawFrom({ indices }, 100, 1, 'test');
    expect(drawFrom({ indices }, 100, 1, 'test')).toEqual(first);
    expect(drawFrom({ indices }, 100, 2, 'test')).not.toEqual(first);
    expect(drawFrom({ indices }, 100, 1, 'another')).not.toEqual(first);
  });

  it('takes everything where there is no more', () => {
    expect(drawFrom({ indices }, 1000, 1, 'test')).toEqual(indices);
    expect(drawFrom({ indices }, 5000, 1, 'test')).toEqual(indices);
  });
});

describe('batchesOf', () => {
  const sizes = (batchSize: number, count: number, train = 300) => {
    const { configured } = subjectOf({ data: { train, split: { validation: 0 } }, train: { batchSize } });
    return batchesOf(configured, configured.data.train, count).map(({ from, to }) => to - from);
  };

  it('are those of an evaluation, the last one what is left', () => {
    expect(sizes(16, 100)).toEqual([32, 32, 32, 4]);
    expect(sizes(100, 250)).toEqual([100, 100, 50]);
    expect(sizes(256, 300)).toEqual([128, 128, 44]);
  });

  it('are one batch where there are fewer examples', () => {
    expect(sizes(16, 512, 20)).toEqual([20]);
    expect(configOf().train.batchSize).toBe(16);
  });
});
