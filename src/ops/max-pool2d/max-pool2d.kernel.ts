/**
 * Max pooling on channels-last images. Nothing but y is kept for the way back: the winner of a window is the first tap
 * that equals y. NaN wins over every number, the first NaN over the others.
 */
import { endTap, firstTap } from '../../kernels/assembly/taps.ts';

/** The larger of two, `a` when they are equal, NaN when one is NaN. Three instructions; `f32x4.max` takes nine on x86. */
// @ts-expect-error: decorator
@inline
function larger(a: v128, b: v128): v128 {
  return v128.or(f32x4.pmax(a, b), f32x4.ne(b, b));
}

/** Where x may be the winner of a window whose result is y. */
// @ts-expect-error: decorator
@inline
function mayWin(x: v128, y: v128): v128 {
  return v128.or(f32x4.eq(x, y), f32x4.ne(x, x));
}

/** Any window; the taps outside the image are left out. `lanes` is the number of channels in memory. */
export function max_pool_forward(
  x: usize, y: usize, images: i32, height: i32, width: i32, lanes: i32, outHeight: i32, outWidth: i32,
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
      const row = x + <usize>(startY + firstY * dilationY) * rowBytes;
      for (let ox = 0; ox < outWidth; ox++) {
        const startX = ox * strideX - left;
        const firstX = firstTap(startX, dilationX);
        const columns = endTap(startX, dilationX, kernelWidth, width) - firstX;
        let source = row + <usize>(startX + firstX * dilationX) * pixelBytes;
        let c = lanes;
        do {
          let best = v128.load(source);
          let p = source;
          let ky = rows;
          do {
            let q = p;
            let kx = columns;
            do {
              best = larger(best, v128.load(q));
              q += tapX;
            } while (--kx);
            p += tapY;
          } while (--ky);
          v128.store(y, best);
          y += 16;
          source += 16;
          c -= 4;
        } while (c);
      }
    }
    x += <usize>height * rowBytes;
  }
}

/** Each dy goes to the winner of its window; where windows overlap, in the order of the outputs. */
export function max_pool_backward(
  x: usize, y: usize, dy: usize, dx: usize, overlapping: i32,
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
      for (let ox = 0; ox < outWidth; ox++) {
        const startX = ox * strideX - left;
        const firstX = firstTap(startX, dilationX);
        const columns = endTap(startX, dilationX, kernelWidth, width) - firstX;
        let offset = <usize>(startY + firstY * dilationY) * rowBytes + <usize>(startX + firstX * dilationX) * pixelBytes;
        let c = lanes;
        do {
          const best = v128.load(y);
          let rest = v128.load(dy);
          let p = offset;
          let ky = rows;
          do {
            let q = p;
            let kx = columns;
            do {
              const wins = mayWin(v128.load(x + q), best);
              const share = v128.and(rest, wins);
              rest = v128.andnot(rest, wins);
              v128.store(dx + q, overlapping ? f32x4.add(v128.load(dx + q), share) : share);
              q += tapX;
            } while (--kx);
            p += tapY;
          } while (--ky);
          y += 16;
          dy += 16;
          offset += 16;
          c -= 4;
        } while (c);
      }
    }
    x += imageBytes;
    dx += imageBytes;
  }
}

/** 2 x 2 windows, stride 2, no padding; an odd last row or column belongs to no window. */
export function max_pool_2x2_forward(x: usize, y: usize, images: i32, height: i32, width: i32, lanes: i32): void {
  const pixelBytes = <usize>(lanes * 4);
  const rowBytes = <usize>width * pixelBytes;
  // From the end of the windows of one row pair to the beginning of the next.
  const skipX = <usize>(width & 1) * pixelBytes + rowBytes;
  const skipY = <usize>(height & 1) * rowBytes;
  let n = images;
  do {
    let oy = height >> 1;
    do {
      let ox = width >> 1;
      do {
        let c = lanes;
        do {
          const q = x + rowBytes;
          const upper = larger(v128.load(x), v128.load(x + pixelBytes));
          const lower = larger(v128.load(q), v128.load(q + pixelBytes));
          v128.store(y, larger(upper, lower));
          x += 16;
          y += 16;
          c -= 4;
        } while (c);
        x += pixelBytes;
      } while (--ox);
      x += skipX;
    } while (--oy);
    x += skipY;
  } while (--n);
}

/** The way back of `max_pool_2x2_forward`; writes every pixel once. */
export function max_pool_2x2_backward(
  x: usize, y: usize, dy: usize, dx: usize, images: i32, height: i32, width: i32, lanes: i32,
): void {
  const pixelBytes = <usize>(lanes * 4);
  const rowBytes = <usize>width * pixelBytes;
  const oddColumn = <usize>(width & 1) * pixelBytes;
  const oddRow = <usize>(height & 1) * rowBytes;
  let n = images;
  do {
    let oy = height >> 1;
    do {
      let ox = width >> 1;
      do {
        let c = lanes;
        do {
          const best = v128.load(y);
          let rest = v128.load(dy);
          let wins = mayWin(v128.load(x), best);
          v128.store(dx, v128.and(rest, wins));
          rest = v128.andnot(rest, wins);
          wins = mayWin(v128.load(x + pixelBytes), best);
          v128.store(dx + pixelBytes, v128.and(rest, wins));
          rest = v128.andnot(rest, wins);
          // The last of the four gets what no other has won.
          wins = mayWin(v128.load(x + rowBytes), best);
          v128.store(dx + rowBytes, v128.and(rest, wins));
          v128.store(dx + rowBytes + pixelBytes, v128.andnot(rest, wins));
          x += 16;
          dx += 16;
          y += 16;
          dy += 16;
          c -= 4;
        } while (c);
        x += pixelBytes;
        dx += pixelBytes;
      } while (--ox);
      memory.fill(dx, 0, oddColumn);
      memory.fill(dx + rowBytes, 0, oddColumn);
      x += rowBytes + oddColumn;
      dx += rowBytes + oddColumn;
    } while (--oy);
    memory.fill(dx, 0, oddRow);
    x += oddRow;
    dx += oddRow;
  } while (--n);
}
