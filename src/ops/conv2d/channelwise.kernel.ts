/**
 * Convolution with few channels in a group (depthwise: one), for which the panels of `conv_forward` would be nearly empty: the lanes are four
 * neighbouring output channels, each with filters of its own. For that the input is first spread out so that the i-th channel
 * of every group stands where the group's output channels are, spread[pixel][i][o] = x[pixel][group(o) * perGroup + i]; where
 * groups have one channel in and one out, that is the input itself. Filters lie like it, [tap][i][o].
 *
 * No padding: taps outside the image are left out. Pixels where all taps of a kernel row are inside are computed four together.
 */
import { madd } from '../../kernels/assembly/lanes.ts';
import { endPixel, endTap, firstPixel, firstTap } from '../../kernels/assembly/taps.ts';

/** Pixels in a tile. */
const TILE: i32 = 4;
/** Bytes of a lane group. */
const LANE: i32 = 16;

/**
 * Output rows [from, to) of all images, numbered n * outHeight + y. x is [images][height][width][perGroup][lanes]; its window begins at
 * (startY, startX) and moves by the stride. Steps in the output are in bytes.
 */
export function channelwise_forward(
  x: usize, packed: usize, out: usize, height: i32, width: i32, perGroup: i32, lanes: i32,
  kernelHeight: i32, kernelWidth: i32, startY: i32, startX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  outImageStep: usize, outRowStep: usize, outPixelStep: usize, relu: i32, outHeight: i32, outWidth: i32, from: i32, to: i32,
): void {
  const step = <usize>(lanes * 4);
  const pixelStep = <usize>perGroup * step;
  const rowStep = <usize>width * pixelStep;
  const tapRow = <usize>kernelWidth * pixelStep;
  const tapStepX = <usize>dilationX * pixelStep;
  const tapStepY = <usize>dilationY * rowStep;
  // Taps that touch make one run, else each is a run of its own.
  const touching = dilationX == 1 || perGroup == 1;
  const runStep = perGroup == 1 ? tapStepX : step;
  const xStep = <usize>strideX * pixelStep;
  const three = kernelWidth == 3 && perGroup == 1 && tapStepX == xStep;
  // Columns where all taps of a kernel row are inside.
  let from4 = firstPixel(startX, strideX);
  let to4 = endPixel(startX + (kernelWidth - 1) * dilationX, strideX, outWidth, width);
  if (to4 - from4 < TILE) {
    from4 = outWidth;
    to4 = outWidth;
  }
  for (let row = from; row < to; row++) {
    const image = row / outHeight;
    const y = row - image * outHeight;
    const top = y * strideY + startY;
    const firstY = firstTap(top, dilationY);
    const tapsY = max(0, endTap(top, dilationY, kernelHeight, height) - firstY);
    const source = x + <usize>(image * height + top + firstY * dilationY) * rowStep;
    const filters = packed + step + <usize>firstY * tapRow;
    const target = out + <usize>image * outImageStep + <usize>y * outRowStep;
    for (let column = 0; column < outWidth; column++) {
      if (column == from4) {
        // The last tile may overlap the one before: some pixels are computed and stored twice.
        for (; column < to4; column += TILE) {
          const first = min(column, to4 - TILE);
          const p = source + <usize>(first * strideX + startX) * pixelStep;
          const o = target + <usize>first * outPixelStep;
          if (three) channelwise_tile_3(p, filters, packed, o, outPixelStep, tapsY, step, tapStepY, xStep, tapRow, lanes, relu);
          else {
            const runsX = touching ? 1 : kernelWidth;
            const run = touching ? tapRow / step : perGroup;
            const skipX = (touching ? <usize>kernelWidth * tapStepX : tapStepX) - <usize>run * runStep;
            const skipY = tapStepY - <usize>kernelWidth * tapStepX;
            channelwise_tile(p, filters, packed, o, outPixelStep, tapsY, runsX, <i32>run, xStep, runStep, step, skipX, skipY, lanes, relu);
          }
        }
        column = to4;
        if (column == outWidth) break;
      }
      const left = column * strideX + startX;
      const firstX = firstTap(left, dilationX);
      const tapsX = max(0, endTap(left, dilationX, kernelWidth, width) - firstX);
      const runsX = touching ? 1 : tapsX;
      const run = touching ? tapsX * perGroup : perGroup;
      channelwise_pixel(
        source + <usize>(left + firstX * dilationX) * pixelStep, filters + <usize>firstX * pixelStep, packed,
        target + <usize>column * outPixelStep, tapsX > 0 ? tapsY : 0, runsX, run, runStep, step,
        (touching ? <usize>tapsX * tapStepX : tapStepX) - <usize>run * runStep,
        tapStepY - <usize>tapsX * tapStepX, tapRow - <usize>tapsX * pixelStep, lanes, relu,
      );
    }
  }
}

/**
 * All channels of four neighbouring pixels with a kernel three wide whose taps lie as far apart as the pixels: the pixels share what they read.
 * Exported, like the next, so that it is not inlined.
 */
export function channelwise_tile_3(
  x: usize, weights: usize, biases: usize, out: usize, outStep: usize, tapsY: i32,
  step: usize, rowStep: usize, pixelStep: usize, tapRow: usize, lanes: i32, relu: i32,
): void {
  const zero = f32x4.splat(0);
  for (let lane = 0; lane < lanes; lane += 4) {
    let p = x;
    let w = weights;
    let a0 = v128.load(biases);
    let a1 = a0, a2 = a0, a3 = a0;
    for (let ky = tapsY; ky > 0; ky--) {
      const f0 = v128.load(w), f1 = v128.load(w + step), f2 = v128.load(w + step + step);
      w += tapRow;
      let q = p;
      p += rowStep;
      const s0 = v128.load(q), s1 = v128.load(q += pixelStep), s2 = v128.load(q += pixelStep);
      const s3 = v128.load(q += pixelStep), s4 = v128.load(q += pixelStep), s5 = v128.load(q += pixelStep);
      a0 = madd(s0, f0, a0);
      a1 = madd(s1, f0, a1);
      a2 = madd(s2, f0, a2);
      a3 = madd(s3, f0, a3);
      a0 = madd(s1, f1, a0);
      a1 = madd(s2, f1, a1);
      a2 = madd(s3, f1, a2);
      a3 = madd(s4, f1, a3);
      a0 = madd(s2, f2, a0);
      a1 = madd(s3, f2, a1);
      a2 = madd(s4, f2, a2);
      a3 = madd(s5, f2, a3);
    }
    if (relu) {
      a0 = f32x4.max(a0, zero);
      a1 = f32x4.max(a1, zero);
      a2 = f32x4.max(a2, zero);
      a3 = f32x4.max(a3, zero);
    }
    let o = out;
    v128.store(o, a0);
    v128.store(o += outStep, a1);
    v128.store(o += outStep, a2);
    v128.store(o += outStep, a3);
    x += LANE;
    weights += LANE;
    biases += LANE;
    out += LANE;
  }
}

/** All channels of four neighbouring pixels, `pixelStep` apart in x. */
export function channelwise_tile(
  x: usize, weights: usize, biases: usize, out: usize, outStep: usize, tapsY: i32, runsX: i32, run: i32,
  pixelStep: usize, runStep: usize, step: usize, skipX: usize, skipY: usize, lanes: i32, relu: i32,
): void {
  const zero = f32x4.splat(0);
  for (let lane = 0; lane < lanes; lane += 4) {
    let p0 = x, p1 = x + pixelStep, p2 = p1 + pixelStep, p3 = p2 + pixelStep;
    let w = weights;
    let a0 = v128.load(biases);
    let a1 = a0, a2 = a0, a3 = a0;
    for (let ky = tapsY; ky > 0; ky--) {
      let kx = runsX;
      do {
        let k = run;
        do {
          const f = v128.load(w);
          w += step;
          a0 = madd(v128.load(p0), f, a0);
          p0 += runStep;
          a1 = madd(v128.load(p1), f, a1);
          p1 += runStep;
          a2 = madd(v128.load(p2), f, a2);
          p2 += runStep;
          a3 = madd(v128.load(p3), f, a3);
          p3 += runStep;
        } while (--k);
        p0 += skipX;
        p1 += skipX;
        p2 += skipX;
        p3 += skipX;
      } while (--kx);
      p0 += skipY;
      p1 += skipY;
      p2 += skipY;
      p3 += skipY;
    }
    if (relu) {
      a0 = f32x4.max(a0, zero);
      a1 = f32x4.max(a1, zero);
      a2 = f32x4.max(a2, zero);
      a3 = f32x4.max(a3, zero);
    }
    let o = out;
    v128.store(o, a0);
    v128.store(o += outStep, a1);
    v128.store(o += outStep, a2);
    v128.store(o += outStep, a3);
    x += LANE;
    weights += LANE;
    biases += LANE;
    out += LANE;
  }
}

/** All channels of one pixel. Exported so that it is not inlined. */
export function channelwise_pixel(
  x: usize, weights: usize, biases: usize, out: usize, tapsY: i32, runsX: i32, run: i32,
  runStep: usize, step: usize, skipX: usize, skipY: usize, skipW: usize, lanes: i32, relu: i32,
): void {
  for (let lane = 0; lane < lanes; lane += 4) {
    let p = x;
    let w = weights;
    let a = v128.load(biases);
    for (let ky = tapsY; ky > 0; ky--) {
      let kx = runsX;
      do {
        let k = run;
        do {
          a = madd(v128.load(p), v128.load(w), a);
          p += runStep;
          w += step;
        } while (--k);
        p += skipX;
      } while (--kx);
      p += skipY;
      w += skipW;
    }
    if (relu) a = f32x4.max(a, f32x4.splat(0));
    v128.store(out, a);
    x += LANE;
    weights += LANE;
    biases += LANE;
    out += LANE;
  }
}
