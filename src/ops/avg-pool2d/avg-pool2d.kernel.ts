/** Average pooling on channels-last images. Sums go row by row of the window, so that none is longer than a row. */
import { endTap, firstTap } from '../../kernels/assembly/taps.ts';

/**
 * The mean of each window. Taps outside the image add nothing; those in the padding, which ends `bottom` rows and
 * `right` columns past the image, are counted when `countPadding` is 1.
 */
export function avg_pool_forward(
  x: usize, y: usize, countPadding: i32, bottom: i32, right: i32,
  images: i32, height: i32, width: i32, lanes: i32, outHeight: i32, outWidth: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixelBytes = <usize>(lanes * 4);
  const rowBytes = <usize>width * pixelBytes;
  const tapX = <usize>dilationX * pixelBytes;
  const tapY = <usize>dilationY * rowBytes;
  for (let n = 0; n < images; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const startY = oy * strideY - top;
      const firstY = firstTap(startY, dilationY);
      const rows = endTap(startY, dilationY, kernelHeight, height) - firstY;
      const countY = countPadding ? endTap(startY, dilationY, kernelHeight, height + bottom) : rows;
      const row = x + <usize>(startY + firstY * dilationY) * rowBytes;
      for (let ox = 0; ox < outWidth; ox++) {
        const startX = ox * strideX - left;
        const firstX = firstTap(startX, dilationX);
        const columns = endTap(startX, dilationX, kernelWidth, width) - firstX;
        const countX = countPadding ? endTap(startX, dilationX, kernelWidth, width + right) : columns;
        const count = f32x4.splat(<f32>(countY * countX));
        let source = row + <usize>(startX + firstX * dilationX) * pixelBytes;
        let c = lanes;
        do {
          let total = f32x4.splat(0);
          let p = source;
          let ky = rows;
          do {
            let sum = v128.load(p);
            let q = p;
            let kx = columns;
            while (--kx) {
              q += tapX;
              sum = f32x4.add(sum, v128.load(q));
            }
            total = f32x4.add(total, sum);
            p += tapY;
          } while (--ky);
          v128.store(y, f32x4.div(total, count));
          y += 16;
          source += 16;
          c -= 4;
        } while (c);
      }
    }
    x += <usize>height * rowBytes;
  }
}

/** Each dy, over the count of its window, goes to all its pixels; where windows overlap, in the order of the outputs. */
export function avg_pool_backward(
  dy: usize, dx: usize, overlapping: i32, countPadding: i32, bottom: i32, right: i32,
  images: i32, height: i32, width: i32, lanes: i32, outHeight: i32, outWidth: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixelBytes = <usize>(lanes * 4);
  const rowBytes = <usize>width * pixelBytes;
  const imageBytes = <usize>height * rowBytes;
  const tapX = <usize>dilationX * pixelBytes;
  const tapY = <usize>dilationY * rowBytes;
  memory.fill(dx, 0, <usize>images * imageBytes);
  for (let n = 0; n < images; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const startY = oy * strideY - top;
      const firstY = firstTap(startY, dilationY);
      const rows = endTap(startY, dilationY, kernelHeight, height) - firstY;
      const countY = countPadding ? endTap(startY, dilationY, kernelHeight, height + bottom) : rows;
      const row = dx + <usize>(startY + firstY * dilationY) * rowBytes;
      for (let ox = 0; ox < outWidth; ox++) {
        const startX = ox * strideX - left;
        const firstX = firstTap(startX, dilationX);
        const columns = endTap(startX, dilationX, kernelWidth, width) - firstX;
        const countX = countPadding ? endTap(startX, dilationX, kernelWidth, width + right) : columns;
        const count = f32x4.splat(<f32>(countY * countX));
        let target = row + <usize>(startX + firstX * dilationX) * pixelBytes;
        let c = lanes;
        do {
          const share = f32x4.div(v128.load(dy), count);
          let p = target;
          let ky = rows;
          do {
            let q = p;
            let kx = columns;
            do {
              v128.store(q, overlapping ? f32x4.add(v128.load(q), share) : share);
              q += tapX;
            } while (--kx);
            p += tapY;
          } while (--ky);
          dy += 16;
          target += 16;
          c -= 4;
        } while (c);
      }
    }
    dx += imageBytes;
  }
}
