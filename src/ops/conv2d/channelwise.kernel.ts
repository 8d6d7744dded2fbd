/**
 * Convolution with few channels in a group (depthwise: one), for which the panels of `conv_forward` would be nearly empty: the lanes are four
 * neighbouring output channels, each with filters of its own. For that the input is first spread out so that the i-th channel
 * of every group stands where the group's output channels are, spread[pixel][i][o] = x[pixel][group(o) * perGroup + i]; where
 * groups have one channel in and one out, that is the input itself. Filters lie like it, [tap][i][o].
 *
 * No padding: taps outside the image are left out. Pixels where all taps of a kernel row are inside are computed four together.
 */
import { madd, padded } from '../../kernels/assembly/lanes.ts';
import { endTap, firstTap } from '../../kernels/assembly/taps.ts';

/** Pixels in a tile. */
const TILE: i32 = 4;
/** Bytes of a lane group. */
const LANE: i32 = 16;
/** Kernel columns in a tile of the weight gradient. */
const TAPS: i32 = 3;

/** The first pixel whose tap at `position` for pixel 0 is inside the image. */
// @ts-expect-error: decorator
@inline
function firstPixel(position: i32, stride: i32): i32 {
  return position >= 0 ? 0 : (stride - 1 - position) / stride;
}

/** One past the last such pixel. */
// @ts-expect-error: decorator
@inline
function endPixel(position: i32, stride: i32, outWidth: i32, width: i32): i32 {
  return position >= width ? 0 : min(outWidth, (width - 1 - position) / stride + 1);
}

/** spread [pixels][perGroup][lanes of outChannels] of x [pixels][stride], for `outChannels` = groups * outPerGroup; padding zero. */
export function channelwise_spread(x: usize, spread: usize, pixels: i32, stride: i32, perGroup: i32, outPerGroup: i32, groups: i32): void {
  const rest = padded(groups * outPerGroup) - groups * outPerGroup;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < perGroup; i++) {
      let source = x + <usize>(i * 4);
      for (let group = 0; group < groups; group++) {
        const value = load<f32>(source);
        source += <usize>(perGroup * 4);
        for (let j = 0; j < outPerGroup; j++) {
          store<f32>(spread, value);
          spread += 4;
        }
      }
      for (let j = 0; j < rest; j++) {
        store<f32>(spread, 0);
        spread += 4;
      }
    }
    x += <usize>(stride * 4);
  }
}

/** Weights [O][perGroup][area] and biases [O] (or 0) as [lanes of O] biases, then [tap][perGroup][lanes of O]; padding zero. */
export function channelwise_pack_forward(weight: usize, bias: usize, packed: usize, outChannels: i32, perGroup: i32, area: i32): void {
  const lanes = padded(outChannels);
  for (let o = 0; o < lanes; o++) {
    store<f32>(packed, bias != 0 && o < outChannels ? load<f32>(bias + <usize>(o * 4)) : 0);
    packed += 4;
  }
  for (let tap = 0; tap < area; tap++) {
    for (let i = 0; i < perGroup; i++) {
      for (let o = 0; o < lanes; o++) {
        store<f32>(packed, o < outChannels ? load<f32>(weight + <usize>(((o * perGroup + i) * area + tap) * 4)) : 0);
        packed += 4;
      }
    }
  }
}

/**
 * The same for the convolution that gives dx from dy: [lanes of C] zeros, then [tap][outPerGroup][lanes of C], of some taps, turned by
 * 180 degrees; see `conv_pack_backward`.
 */
export function channelwise_pack_backward(
  weight: usize, packed: usize, channels: i32, perGroup: i32, outPerGroup: i32, area: i32, kernelWidth: i32,
  firstY: i32, stepY: i32, tapsY: i32, firstX: i32, stepX: i32, tapsX: i32,
): void {
  const lanes = padded(channels);
  memory.fill(packed, 0, lanes * 4);
  packed += <usize>(lanes * 4);
  for (let y = tapsY - 1; y >= 0; y--) {
    for (let x = tapsX - 1; x >= 0; x--) {
      const tap = (firstY + y * stepY) * kernelWidth + firstX + x * stepX;
      for (let j = 0; j < outPerGroup; j++) {
        for (let c = 0; c < lanes; c++) {
          const group = c / perGroup;
          const filter = (group * outPerGroup + j) * perGroup + (c - group * perGroup);
          store<f32>(packed, c < channels ? load<f32>(weight + <usize>((filter * area + tap) * 4)) : 0);
          packed += 4;
        }
      }
    }
  }
}

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
