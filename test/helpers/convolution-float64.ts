import type { Window } from '../../src/ops/conv2d/geometry.ts';
import type { Shape } from '../../src/tensor/tensor.ts';

/**
 * Convolution in float64 for large shapes: the sums of `conv2dReference` in another order, row by row, in a tenth of the time.
 * Arrays are NCHW and OIHW.
 */
export function convolutionFloat64(inputShape: Shape, weightShape: Shape, window: Window, groups: number) {
  const [images = 1, channels = 1, height = 1, width = 1] = inputShape;
  const [outChannels = 1, groupChannels = 1] = weightShape;
  const { kernel, stride, dilation, padding, outHeight, outWidth } = window;
  const outputs = images * outChannels * outHeight * outWidth;

  /**
   * Calls back for every tap of every filter and every output row that it reaches, with the outputs [from, from + count) of
   * that row and the input of the first of them.
   */
  function eachRow(visit: (weight: number, from: number, count: number, input: number) => void): void {
    for (let n = 0; n < images; n++)
      for (let o = 0; o < outChannels; o++)
        for (let c = 0; c < groupChannels; c++)
          for (let ky = 0; ky < kernel[0]; ky++)
            for (let kx = 0; kx < kernel[1]; kx++) {
              const channel = Math.floor(o / (outChannels / groups)) * groupChannels + c;
              const shift = kx * dilation[1] - padding.left;
              const first = Math.max(0, Math.ceil(-shift / stride[1]));
              const end = Math.min(outWidth, Math.floor((width - 1 - shift) / stride[1]) + 1);
              if (end <= first) continue;
              for (let y = 0; y < outHeight; y++) {
                const row = y * stride[0] - padding.top + ky * dilation[0];
                if (row < 0 || row >= height) continue;
                visit(
                  ((o * groupChannels + c) * kernel[0] + ky) * kernel[1] + kx,
                  ((n * outChannels + o) * outHeight + y) * outWidth + first,
                  end - first,
                  ((n * channels + channel) * height + row) * width + first * stride[1] + shift,
                );
              }
            }
  }

  return {
    forward(x: Float64Array, w: Float64Array): Float64Array {
      const y = new Float64Array(outputs);
      eachRow((weight, from, count, input) => {
        const factor = w[weight] as number;
        for (let i = 0; i < count; i++) y[from + i] = (y[from + i] as number) + factor * (x[input + i * stride[1]] as number);
      });
      return y;
    },
    inputGradient(w: Float64Array, dy: Float64Array): Float64Array {
      const dx = new Float64Array(images * channels * height * width);
      eachRow((weight, from, count, input) => {
        const factor = w[weight] as number;
        for (let i = 0; i < count; i++) {
          const at = input + i * stride[1];
          dx[at] = (dx[at] as number) + factor * (dy[from + i] as number);
        }
      });
      return dx;
    },
    weightGradient(x: Float64Array, dy: Float64Array): Float64Array {
      const dw = new Float64Array(outChannels * groupChannels * kernel[0] * kernel[1]);
      eachRow((weight, from, count, input) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += (dy[from + i] as number) * (x[input + i * stride[1]] as number);
        dw[weight] = (dw[weight] as number) + sum;
      });
      return dw;
    },
  };
}
