import type { Shape } from '../../tensor/tensor.ts';
import type { Window } from '../conv2d/geometry.ts';

/**
 * Calls back for each window, with the index of its output and of its pixels in NCHW arrays, both in row-major order,
 * and how many of its taps lie inside the image or its padding. For tests.
 */
export function eachWindow(
  shape: Shape,
  { kernel, stride, dilation, padding, outHeight, outWidth }: Window,
  visit: (output: number, taps: readonly number[], padded: number) => void,
): void {
  const [images = 1, channels = 1, height = 1, width = 1] = shape;
  let output = 0;
  for (let plane = 0; plane < images * channels; plane++)
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++) {
        const taps: number[] = [];
        let padded = 0;
        for (let ky = 0; ky < kernel[0]; ky++)
          for (let kx = 0; kx < kernel[1]; kx++) {
            const iy = y * stride[0] - padding.top + ky * dilation[0];
            const ix = x * stride[1] - padding.left + kx * dilation[1];
            if (iy < height + padding.bottom && ix < width + padding.right) padded += 1;
            if (iy >= 0 && iy < height && ix >= 0 && ix < width) taps.push((plane * height + iy) * width + ix);
          }
        visit(output, taps, padded);
        output += 1;
      }
}
