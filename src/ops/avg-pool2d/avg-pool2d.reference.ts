import type { Shape } from '../../tensor/tensor.ts';
import { placePooling } from '../pooling/geometry.ts';
import { eachWindow } from '../pooling/windows.reference.ts';
import type { AvgPool2dOptions } from './avg-pool2d.ts';

/** Average pooling by its definition: plain float64 loops over NCHW arrays. The oracle of the kernels, not of the product. */
export function avgPool2dReference(shape: Shape, options: AvgPool2dOptions) {
  const [images = 1, channels = 1] = shape;
  const window = placePooling('avg-pool2d', shape, options);

  /** Calls back for each pixel of each window, with its weight in the mean. */
  function eachPixel(visit: (output: number, pixel: number, weight: number) => void): void {
    eachWindow(shape, window, (output, taps, padded) => {
      const count = options.countIncludePad === false ? taps.length : padded;
      for (const tap of taps) visit(output, tap, 1 / count);
    });
  }

  return {
    outputShape: [images, channels, window.outHeight, window.outWidth] as const,
    forward([x]: readonly Float64Array[]): Float64Array {
      const y = new Float64Array(images * channels * window.outHeight * window.outWidth);
      eachPixel((output, pixel, weight) => {
        y[output] = (y[output] as number) + (x?.[pixel] as number) * weight;
      });
      return y;
    },
    backward([x]: readonly Float64Array[], dy: Float64Array): readonly Float64Array[] {
      const dx = new Float64Array(x?.length ?? 0);
      eachPixel((output, pixel, weight) => {
        dx[pixel] = (dx[pixel] as number) + (dy[output] as number) * weight;
      });
      return [dx];
    },
  };
}
