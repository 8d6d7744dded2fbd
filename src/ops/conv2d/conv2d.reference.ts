import type { Shape } from '../../tensor/tensor.ts';
import type { Conv2dOptions } from './conv2d.ts';
import { placeWindow } from './geometry.ts';

/** Convolution by its definition: plain float64 loops over NCHW arrays. The oracle of the kernels, not of the product. */
export function conv2dReference(inputShape: Shape, weightShape: Shape, options: Conv2dOptions = {}) {
  const [images = 1, channels = 1, height = 1, width = 1] = inputShape;
  const [outChannels = 1, groupChannels = 1, kernelHeight = 1, kernelWidth = 1] = weightShape;
  const window = placeWindow('conv2d', inputShape, [kernelHeight, kernelWidth], options);
  const { outHeight, outWidth, stride, dilation, padding } = window;
  const outPerGroup = outChannels / (options.groups ?? 1);

  /** Calls back for every product in the sum, with the indices of output, input and weight. */
  function eachProduct(visit: (out: number, input: number, weight: number) => void): void {
    for (let n = 0; n < images; n++)
      for (let o = 0; o < outChannels; o++)
        for (let y = 0; y < outHeight; y++)
          for (let x = 0; x < outWidth; x++)
            for (let c = 0; c < groupChannels; c++)
              for (let ky = 0; ky < kernelHeight; ky++)
                for (let kx = 0; kx < kernelWidth; kx++) {
                  const iy = y * stride[0] - padding.top + ky * dilation[0];
                  const ix = x * stride[1] - padding.left + kx * dilation[1];
                  if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
                  const channel = Math.floor(o / outPerGroup) * groupChannels + c;
                  visit(
                    ((n * outChannels + o) * outHeight + y) * outWidth + x,
                    ((n * channels + channel) * height + iy) * width + ix,
                    ((o * groupChannels + c) * kernelHeight + ky) * kernelWidth + kx,
                  );
                }
  }

  const area = outHeight * outWidth;
  const none = new Float64Array();
  return {
    outputShape: [images, outChannels, outHeight, outWidth] as const,
    forward([x = none, w = none, b]: readonly Float64Array[]): Float64Array {
      const y = new Float64Array(images * outChannels * area);
      // Finite differences call this hundreds of times: sums are built in one place, and not by a call for each product.
      for (let out = 0; out < y.length; out++) {
        const o = Math.floor(out / area) % outChannels;
        const n = Math.floor(out / area / outChannels);
        const top = (Math.floor(out / outWidth) % outHeight) * stride[0] - padding.top;
        const left = (out % outWidth) * stride[1] - padding.left;
        const first = Math.floor(o / outPerGroup) * groupChannels;
        let sum = b?.[o] ?? 0;
        for (let c = 0; c < groupChannels; c++)
          for (let ky = 0; ky < kernelHeight; ky++) {
            const iy = top + ky * dilation[0];
            if (iy < 0 || iy >= height) continue;
            const row = ((n * channels + first + c) * height + iy) * width;
            const taps = ((o * groupChannels + c) * kernelHeight + ky) * kernelWidth;
            for (let kx = 0; kx < kernelWidth; kx++) {
              const ix = left + kx * dilation[1];
              if (ix >= 0 && ix < width) sum += (x[row + ix] as number) * (w[taps + kx] as number);
            }
          }
        y[out] = sum;
      }
      return y;
    },
    backward([x, w, b]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
      const dx = new Float64Array(images * channels * height * width);
      const dw = new Float64Array(outChannels * groupChannels * kernelHeight * kernelWidth);
      eachProduct((out, input, weight) => {
        dx[input] = (dx[input] as number) + (dy[out] as number) * (w?.[weight] as number);
        dw[weight] = (dw[weight] as number) + (dy[out] as number) * (x?.[input] as number);
      });
      if (b === undefined) return [dx, dw];
      const db = new Float64Array(outChannels);
      dy.forEach((value, i) => {
        const o = Math.floor(i / area) % outChannels;
        db[o] = (db[o] as number) + value;
      });
      return [dx, dw, db];
    },
  };
}
