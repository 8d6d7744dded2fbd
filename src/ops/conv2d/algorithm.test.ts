import { describe, expect, it } from 'vitest';
import { cheapest, costsOf } from './algorithm.ts';
import { placeWindow, type WindowOptions } from './geometry.ts';

function costs(input: readonly number[], weight: readonly number[], options: WindowOptions = {}, groups = 1) {
  const [, , kernelHeight = 1, kernelWidth = 1] = weight;
  return costsOf(input, weight, placeWindow('test', input, [kernelHeight, kernelWidth], options), groups);
}

describe('the cost of a convolution', () => {
  it('by the direct algorithm is its multiply-adds in vectors of four, whole panels of eight output channels', () => {
    // 2 images of 6 x 5 pixels, 9 taps. Forward: 3 channels, one panel of 2 vectors. Back: 5 channels, one panel.
    expect(costs([2, 3, 6, 5], [5, 3, 3, 3], { padding: 1 })[0]).toEqual({
      algorithm: 'direct',
      passes: { forward: 60 * 9 * 3 * 2, 'weight gradient': 60 * 9 * 3 * 2, 'input gradient': 60 * 9 * 5 * 2 },
    });
  });

  it('is that of all groups together', () => {
    const [whole] = costs([2, 4, 6, 6], [8, 4, 5, 5]);
    const [grouped] = costs([2, 8, 6, 6], [16, 4, 5, 5], {}, 2);
    expect(grouped?.passes.forward).toBe(2 * (whole?.passes.forward ?? 0));
    expect(grouped?.passes['input gradient']).toBe(2 * (whole?.passes['input gradient'] ?? 0));
  });

  it('is known for every algorithm that can do it', () => {
    const algorithms = (...args: Parameters<typeof costs>) => costs(...args).map(({ algorithm }) => algorithm);
    expect(algorithms([2, 3, 6, 5], [5, 3, 3, 3])).toEqual(['direct', 'winograd']);
    for (const options of [{ stride: 2 }, { dilation: 2 }, { stride: [1, 2] as const }]) {
      expect(algorithms([2, 3, 9, 9], [5, 3, 3, 3], options)).toEqual(['direct']);
    }
    expect(algorithms([2, 3, 9, 9], [5, 3, 4, 3])).toEqual(['direct']);
    expect(algorithms([2, 4, 9, 9], [4, 2, 3, 3], {}, 2)).toEqual(['direct']);
  });
});

it('chooses the least sum of the three passes, the first of equal ones', () => {
  const cost = (algorithm: 'direct' | 'winograd', forward: number, weight: number, input: number) =>
    ({ algorithm, passes: { forward, 'weight gradient': weight, 'input gradient': input } }) as const;
  expect(cheapest([cost('direct', 3, 3, 3), cost('winograd', 1, 1, 6)])).toBe('winograd');
  expect(cheapest([cost('direct', 3, 3, 3), cost('winograd', 1, 1, 7)])).toBe('direct');
  expect(cheapest([cost('winograd', 3, 3, 3), cost('direct', 1, 1, 8)])).toBe('winograd');
});
