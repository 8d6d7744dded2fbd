import { describe, expect, it } from 'vitest';
import { candidates } from './algorithm.ts';
import { placeWindow, type WindowOptions } from './geometry.ts';

function possible(input: readonly number[], weight: readonly number[], options: WindowOptions = {}, groups = 1) {
  const [, , kernelHeight = 1, kernelWidth = 1] = weight;
  return candidates(input, weight, placeWindow('test', input, [kernelHeight, kernelWidth], options), groups);
}

const direct = (...args: Parameters<typeof possible>) => possible(...args).find(({ algorithm }) => algorithm === 'direct');

describe('the cost of a convolution', () => {
  it('by the direct algorithm is its multiply-adds in vectors of four, whole panels of eight output channels', () => {
    // 2 images of 6 x 5 pixels, 9 taps. Forward: 3 channels, one panel of 2 vectors. Back: 5 channels, one panel.
    const passes = { forward: 60 * 9 * 3 * 2, 'weight gradient': 60 * 9 * 3 * 2, 'input gradient': 60 * 9 * 5 * 2 };
    const cost = 60 * 9 * 2 * (3 + 3 + 5);
    expect(direct([2, 3, 6, 5], [5, 3, 3, 3], { padding: 1 })).toEqual({ algorithm: 'direct', passes, cost });
  });

  it('is that of all groups together', () => {
    const whole = direct([2, 4, 6, 6], [8, 4, 5, 5])?.passes;
    const grouped = direct([2, 8, 6, 6], [16, 4, 5, 5], {}, 2)?.passes;
    for (const pass of ['forward', 'weight gradient', 'input gradient'] as const) {
      expect(grouped?.[pass]).toBe(2 * (whole?.[pass] ?? Number.NaN));
    }
  });

  it('is known for every algorithm that can do it, the cheapest over all passes first', () => {
    const sizes = [
      [32, 3, 32, 32, 16],
      [32, 16, 32, 32, 16],
      [32, 64, 4, 4, 64],
      [1, 128, 8, 8, 128],
      [2, 1, 5, 5, 3],
    ] as const;
    for (const [images, channels, height, width, outChannels] of sizes) {
      for (const kernel of [3, 5]) {
        const all = possible([images, channels, height, width], [outChannels, channels, kernel, kernel], { padding: 1 });
        const names = kernel === 3 ? ['direct', 'winograd2x2', 'winograd4x4'] : ['direct', 'winograd2x2'];
        expect(all.map(({ algorithm }) => algorithm).toSorted()).toEqual(names);
        const sums = all.map(({ passes }) => Object.values(passes).reduce((sum, cost) => sum + cost, 0));
        expect(sums).toEqual(sums.toSorted((a, b) => a - b));
        expect(all.map(({ cost }) => cost)).toEqual(sums);
      }
    }
  });

  it('channelwise, which is for groups, is the lesser where they are small', () => {
    const chosen = (groups: number, perGroup: number, outPerGroup: number) =>
      possible([2, groups * perGroup, 8, 8], [groups * outPerGroup, perGroup, 3, 3], {}, groups)[0].algorithm;
    expect([chosen(64, 1, 1), chosen(16, 1, 2), chosen(16, 2, 2)]).toEqual(['channelwise', 'channelwise', 'channelwise']);
    expect([chosen(8, 4, 8), chosen(8, 8, 8), chosen(2, 32, 32)]).toEqual(['direct', 'direct', 'direct']);
  });

  it('is that of the direct algorithm alone for steps, holes and windows that are not square', () => {
    const algorithms = (...args: Parameters<typeof possible>) => possible(...args).map(({ algorithm }) => algorithm);
    for (const options of [{ stride: 2 }, { dilation: 2 }, { stride: [1, 2] as const }]) {
      expect(algorithms([2, 3, 9, 9], [5, 3, 3, 3], options)).toEqual(['direct']);
    }
    expect(algorithms([2, 3, 9, 9], [5, 3, 4, 3])).toEqual(['direct']);
    expect(algorithms([2, 4, 9, 9], [4, 2, 3, 3], {}, 2)).not.toContain('winograd4x4');
  });
});
