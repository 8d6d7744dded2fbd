import { describe, expect, it } from 'vitest';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { Engine } from '../../tensor/engine.ts';
import { globalAvgPool2dReference } from './global-avg-pool2d.reference.ts';
import { globalAvgPool2d } from './global-avg-pool2d.ts';

describe('globalAvgPool2d', () => {
  it.each([[[1, 1, 1, 1]], [[2, 3, 1, 3]], [[3, 4, 4, 4]], [[2, 5, 5, 3]], [[1, 13, 7, 7]], [[1, 2, 16, 8]], [[2, 6, 13, 20]]])(
    '%j',
    (shape) => {
      checkOperation({
        inputs: [{ shape, layout: 'lanes' }],
        apply: ([x]) => globalAvgPool2d(x as never),
        reference: globalAvgPool2dReference(shape),
        reduction: 1,
      });
    },
  );

  it('stays exact to the last places on large images', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 1, 500, 200], 'lanes').set(new Float32Array(100_000).fill(0.1));
    const [mean] = engine.step(() => globalAvgPool2d(x).toArray());
    expect(Math.abs((mean as number) - 0.1)).toBeLessThan(2e-7);
  });

  it('refuses features', () => {
    const features = new Engine().persistent([2, 3], 'lanes');
    expect(() => globalAvgPool2d(features)).toThrow(
      ['global-avg-pool2d: the input is not a batch of images', '  input   [2, 3]   (expected N, C, H, W)'].join('\n'),
    );
  });
});
