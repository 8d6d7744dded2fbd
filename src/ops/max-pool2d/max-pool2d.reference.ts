import type { Shape } from '../../tensor/tensor.ts';
import { type PoolingOptions, placePooling } from '../pooling/geometry.ts';
import { eachWindow } from '../pooling/windows.reference.ts';

/** Max pooling by its definition: plain float64 loops over NCHW arrays. The oracle of the kernels, not of the product. */
export function maxPool2dReference(shape: Shape, options: PoolingOptions) {
  const [images = 1, channels = 1] = shape;
  const window = placePooling('max-pool2d', shape, options);
  const outputs = images * channels * window.outHeight * window.outWidth;

  /** The index of the winner of each window. */
  function winners(x: Float64Array): Int32Array {
    const result = new Int32Array(outputs);
    eachWindow(shape, window, (output, taps) => {
      let best = taps[0] as number;
      for (const tap of taps) {
        const isNew = (x[tap] as number) > (x[best] as number) || (Number.isNaN(x[tap]) && !Number.isNaN(x[best]));
        if (isNew) best = tap;
      }
      result[output] = best;
    });
    return result;
  }

  return {
    outputShape: [images, channels, window.outHeight, window.outWidth] as const,
    forward([x = new Float64Array()]: readonly Float64Array[]): Float64Array {
      return Float64Array.from(winners(x), (index) => x[index] as number);
    },
    backward([x = new Float64Array()]: readonly Float64Array[], dy: Float64Array): readonly Float64Array[] {
      const dx = new Float64Array(x.length);
      winners(x).forEach((index, output) => {
        dx[index] = (dx[index] as number) + (dy[output] as number);
      });
      return [dx];
    },
  };
}
