import { describe, expect, it } from 'vitest';
import { batchCount, checkBatchSize, epochOrder, gatherLabels, gatherPixels } from './order.ts';

describe('epochOrder', () => {
  const indices = Uint32Array.of(2, 3, 5, 7, 11, 13, 17, 19);

  it('is a shuffle of its own for each seed and epoch, and leaves the indices alone', () => {
    const first = epochOrder(indices, 1, 0);
    expect([...first]).toEqual([11, 7, 17, 5, 3, 13, 2, 19]);
    expect(epochOrder(indices, 1, 0)).toEqual(first);
    expect(first.toSorted()).toEqual(indices);
    expect(epochOrder(indices, 1, 1)).not.toEqual(first);
    expect(epochOrder(indices, 2, 0)).not.toEqual(first);
    expect([...indices]).toEqual([2, 3, 5, 7, 11, 13, 17, 19]);
  });
});

describe('batchCount', () => {
  it('counts an incomplete last batch unless it is dropped', () => {
    expect([batchCount(10, 4, false), batchCount(10, 4, true)]).toEqual([3, 2]);
    expect([batchCount(8, 4, false), batchCount(8, 4, true)]).toEqual([2, 2]);
    expect([batchCount(3, 4, false), batchCount(3, 4, true)]).toEqual([1, 0]);
  });
});

describe('checkBatchSize', () => {
  it('accepts 1 up to the number of training examples', () => {
    expect(() => [checkBatchSize(1, 100), checkBatchSize(100, 100)]).not.toThrow();
    expect(() => checkBatchSize(101, 100)).toThrow(
      'A batch is larger than the training part.\n  batch size          101\n  training examples   100\n  Choose a whole number from 1 to 100.',
    );
    for (const size of [0, -1, 1.5, Number.NaN]) {
      expect(() => checkBatchSize(size, 100)).toThrow('A batch must hold at least one example.');
    }
  });
});

describe('gatherLabels and gatherPixels', () => {
  it('copy labels and images to the start of the staging arrays', () => {
    const set = { count: 4, pixels: Uint8Array.of(0, 1, 10, 11, 20, 21, 30, 31), labels: Uint8Array.of(5, 6, 7, 8) };
    const pixels = new Uint8Array(6).fill(99);
    const labels = new Int32Array(3).fill(-1);
    gatherLabels(set, Uint32Array.of(0, 3, 1, 2), 1, 3, labels);
    gatherPixels(set, Uint32Array.of(0, 3, 1, 2), 1, 3, pixels);
    expect([...pixels]).toEqual([30, 31, 10, 11, 99, 99]);
    expect([...labels]).toEqual([8, 6, -1]);
  });
});
