/** The weight gradient of the convolution of few channels in a group; `channelwise.kernel.ts` says how its input lies. */
import { madd, padded } from '../../kernels/assembly/lanes.ts';
import { endPixel, endTap, firstPixel, firstTap } from '../../kernels/assembly/taps.ts';

/** Bytes of a lane group. */
const LANE: i32 = 16;
/** Kernel columns in a tile of the weight gradient. */
const TAPS: i32 = 3;

/**
 * Partial sums [part][tap][perGroup][lanes] of the weight gradient, sum over pixels of spread[pixel + tap][i][o] * dy[pixel][o], for the parts
 * [from, to). A part is `rowsPerPart` output rows of all images together; parts depend on shapes only, never on threads.
 */
export function channelwise_weight_gradient(
  x: usize, dy: usize, partial: usize, height: i32, width: i32, perGroup: i32, lanes: i32,
  kernelHeight: i32, kernelWidth: i32, startY: i32, startX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  outHeight: i32, outWidth: i32, rows: i32, rowsPerPart: i32, from: i32, to: i32,
): void {
  const step = <usize>(lanes * 4);
  const pixelStep = <usize>perGroup * step;
  const rowStep = <usize>width * pixelStep;
  const tapRow = <usize>kernelWidth * pixelStep;
  const partBytes = <usize>kernelHeight * tapRow;
  for (let part = from; part < to; part++) {
    const sums = partial + <usize>part * partBytes;
    memory.fill(sums, 0, partBytes);
    const end = min(rows, (part + 1) * rowsPerPart);
    for (let row = part * rowsPerPart; row < end; row++) {
      const image = row / outHeight;
      const top = (row - image * outHeight) * strideY + startY;
      const gradient = dy + <usize>(row * outWidth) * step;
      const endY = endTap(top, dilationY, kernelHeight, height);
      for (let ky = firstTap(top, dilationY); ky < endY; ky++) {
        const source = x + <usize>(image * height + top + ky * dilationY) * rowStep;
        for (let i = 0; i < perGroup; i++) {
          channelwise_gradient_row(
            source + <usize>i * step, gradient, sums + <usize>ky * tapRow + <usize>i * step,
            width, kernelWidth, startX, strideX, dilationX, outWidth, pixelStep, step, lanes,
          );
        }
      }
    }
  }
}

/** One row of pixels with one kernel row. Exported so that it is not inlined. */
export function channelwise_gradient_row(
  x: usize, dy: usize, sums: usize, width: i32, kernelWidth: i32, start: i32, stride: i32, dilation: i32, outWidth: i32,
  pixelStep: usize, step: usize, lanes: i32,
): void {
  const xStep = <usize>stride * pixelStep;
  const tapStep = <usize>dilation * pixelStep;
  for (let kx = 0; kx < kernelWidth; kx += TAPS) {
    const taps = min(TAPS, kernelWidth - kx);
    const tile = sums + <usize>kx * pixelStep;
    const first = start + kx * dilation;
    // Pixels for which all taps of the tile are inside the image; none of them when the tile is not full.
    const from = firstPixel(first, stride);
    const to = taps == TAPS ? max(from, endPixel(first + (TAPS - 1) * dilation, stride, outWidth, width)) : from;
    const inside = x + <usize>(from * stride + first) * pixelStep;
    const pair = lanes & ~7;
    if (to > from) {
      for (let lane = 0; lane < pair; lane += 8) {
        const at = <usize>(lane * 4);
        channelwise_gradient_tile(inside + at, dy + <usize>from * step + at, tile + at, to - from, xStep, step, tapStep, pixelStep);
      }
      if (pair < lanes) {
        const at = <usize>(pair * 4);
        for (let tap = 0; tap < TAPS; tap++) {
          channelwise_gradient_lane(
            inside + <usize>tap * tapStep + at, dy + <usize>from * step + at, tile + <usize>tap * pixelStep + at, to - from, xStep, step, 4,
          );
        }
      }
    }
    for (let tap = 0; tap < taps; tap++) {
      const position = first + tap * dilation;
      const begin = firstPixel(position, stride);
      const end = endPixel(position, stride, outWidth, width);
      const sum = tile + <usize>tap * pixelStep;
      const before = min(from, end) - begin;
      if (before > 0) channelwise_gradient_lane(x + <usize>(begin * stride + position) * pixelStep, dy + <usize>begin * step, sum, before, xStep, step, lanes);
      if (end > to) channelwise_gradient_lane(x + <usize>(to * stride + position) * pixelStep, dy + <usize>to * step, sum, end - to, xStep, step, lanes);
    }
  }
}

/** Adds three taps of eight channels over some pixels of a row. Exported so that it is not inlined. */
export function channelwise_gradient_tile(
  x: usize, dy: usize, out: usize, pixels: i32, xStep: usize, dyStep: usize, tapStep: usize, outStep: usize,
): void {
  const out1 = out + outStep;
  const out2 = out1 + outStep;
  let a0 = v128.load(out), b0 = v128.load(out, 16);
  let a1 = v128.load(out1), b1 = v128.load(out1, 16);
  let a2 = v128.load(out2), b2 = v128.load(out2, 16);
  let x1 = x + tapStep;
  let x2 = x1 + tapStep;
  do {
    const ga = v128.load(dy), gb = v128.load(dy, 16);
    dy += dyStep;
    a0 = madd(v128.load(x), ga, a0);
    b0 = madd(v128.load(x, 16), gb, b0);
    x += xStep;
    a1 = madd(v128.load(x1), ga, a1);
    b1 = madd(v128.load(x1, 16), gb, b1);
    x1 += xStep;
    a2 = madd(v128.load(x2), ga, a2);
    b2 = madd(v128.load(x2, 16), gb, b2);
    x2 += xStep;
  } while (--pixels);
  v128.store(out, a0);
  v128.store(out, b0, 16);
  v128.store(out1, a1);
  v128.store(out1, b1, 16);
  v128.store(out2, a2);
  v128.store(out2, b2, 16);
}

/** Adds one tap of `lanes` channels over some pixels of a row. Exported so that it is not inlined. */
export function channelwise_gradient_lane(x: usize, dy: usize, out: usize, pixels: i32, xStep: usize, dyStep: usize, lanes: i32): void {
  for (let lane = 0; lane < lanes; lane += 4) {
    let a = v128.load(out);
    let p = x;
    let g = dy;
    for (let k = pixels; k > 0; k--) {
      a = madd(v128.load(p), v128.load(g), a);
      p += xStep;
      g += dyStep;
    }
    v128.store(out, a);
    x += LANE;
    dy += LANE;
    out += LANE;
  }
}

/** Adds the parts and puts them into the order of the weights, [O][perGroup][area]. */
export function channelwise_unpack_gradient(partial: usize, parts: i32, gradient: usize, outChannels: i32, perGroup: i32, area: i32): void {
  const lanes = padded(outChannels);
  const partBytes = <usize>(area * perGroup * lanes * 4);
  for (let tap = 0; tap < area; tap++) {
    for (let i = 0; i < perGroup; i++) {
      for (let o = 0; o < outChannels; o++) {
        let source = partial + <usize>(((tap * perGroup + i) * lanes + o) * 4);
        let sum: f32 = 0;
        for (let part = 0; part < parts; part++) {
          sum += load<f32>(source);
          source += partBytes;
        }
        store<f32>(gradient + <usize>(((o * perGroup + i) * area + tap) * 4), sum);
      }
    }
  }
}
