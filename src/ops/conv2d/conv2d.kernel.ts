/**
 * Direct convolution on channels-last images. The weights are packed into panels of eight output channels,
 * [panel][8 biases][kernel row][kernel column][input channel][8]; a tile is four output pixels by one panel, held in eight
 * vector registers. (Not more: V8 puts all loads of a loop before its multiply-adds, so sums, weights and inputs are alive
 * together, 14 of 16 registers; a tile of five pixels spills and runs at half the speed.) For each pixel the weights meet `runs` of input floats that lie side by side in memory: a
 * whole kernel row (dilation 1) or one kernel tap (dilated). The linear layer is the case of a 1x1 kernel.
 */
import { madd, padded } from '../../kernels/assembly/lanes.ts';

/** Floats in a panel row. */
const PANEL: i32 = 8;
/** Pixels in a tile. */
const TILE: i32 = 4;
/** Pixels that share one pass over the panels, so that their input stays in the first-level cache. */
const CHUNK: i32 = 64 * TILE;

/**
 * One tile: out[j][0..8] = bias + sum over runs of x[p_j + ...] * w. Exported so that the optimizer does not inline it
 * into its caller, where it would run out of registers.
 */
export function conv_tile(
  p0: usize, p1: usize, p2: usize, p3: usize,
  w: usize, runsY: i32, runsX: i32, skipX: usize, skipY: usize, length: i32,
  out: usize, outStep: usize, rows: i32, wide: i32,
): void {
  let a0 = v128.load(w), b0 = v128.load(w, 16);
  let a1 = a0, b1 = b0;
  let a2 = a0, b2 = b0;
  let a3 = a0, b3 = b0;
  w += 32;
  let y = runsY;
  do {
    let x = runsX;
    do {
      let k = length;
      do {
        const wa = v128.load(w), wb = v128.load(w, 16);
        w += 32;
        let s = v128.load_splat<f32>(p0);
        p0 += 4;
        a0 = madd(s, wa, a0);
        b0 = madd(s, wb, b0);
        s = v128.load_splat<f32>(p1);
        p1 += 4;
        a1 = madd(s, wa, a1);
        b1 = madd(s, wb, b1);
        s = v128.load_splat<f32>(p2);
        p2 += 4;
        a2 = madd(s, wa, a2);
        b2 = madd(s, wb, b2);
        s = v128.load_splat<f32>(p3);
        p3 += 4;
        a3 = madd(s, wa, a3);
        b3 = madd(s, wb, b3);
      } while (--k);
      p0 += skipX;
      p1 += skipX;
      p2 += skipX;
      p3 += skipX;
    } while (--x);
    p0 += skipY;
    p1 += skipY;
    p2 += skipY;
    p3 += skipY;
  } while (--y);
  v128.store(out, a0);
  if (wide) v128.store(out, b0, 16);
  if (rows == 1) return;
  out += outStep;
  v128.store(out, a1);
  if (wide) v128.store(out, b1, 16);
  if (rows == 2) return;
  out += outStep;
  v128.store(out, a2);
  if (wide) v128.store(out, b2, 16);
  if (rows == 3) return;
  out += outStep;
  v128.store(out, a3);
  if (wide) v128.store(out, b3, 16);
}

/**
 * Output pixels [from, to) of all images, numbered (n * outHeight + y) * outWidth + x. Steps are in bytes: from one
 * output pixel to the next in the input (imageStep, rowStep, pixelStep), between kernel rows (kernelStepY) and between
 * kernel columns (kernelStepX, for runsX > 1).
 */
export function conv_forward(
  x: usize, packed: usize, out: usize,
  imageStep: usize, rowStep: usize, pixelStep: usize,
  runsY: i32, runsX: i32, kernelStepY: usize, kernelStepX: usize, length: i32,
  outChannels: i32, outHeight: i32, outWidth: i32, from: i32, to: i32,
): void {
  const lanes = padded(outChannels);
  const outStep = <usize>(lanes * 4);
  const skipX = kernelStepX - <usize>(length * 4);
  const skipY = kernelStepY - <usize>runsX * kernelStepX;
  const panelBytes = <usize>((1 + runsY * runsX * length) * PANEL * 4);
  const imagePixels = outHeight * outWidth;
  for (let start = from; start < to; start += CHUNK) {
    const end = min(start + CHUNK, to);
    let panel = packed;
    for (let channel = 0; channel < lanes; channel += PANEL) {
      const wide = <i32>(lanes - channel > 4);
      // The position of the next pixel, stepped along instead of divided out for each.
      const image = start / imagePixels;
      const within = start - image * imagePixels;
      const row = within / outWidth;
      let column = within - row * outWidth;
      let rowsLeft = outHeight - row;
      let p = x + <usize>image * imageStep + <usize>row * rowStep + <usize>column * pixelStep;
      const rowSkip = rowStep - <usize>outWidth * pixelStep;
      const imageSkip = imageStep - <usize>outHeight * rowStep;
      let target = out + <usize>start * outStep + <usize>(channel * 4);
      for (let pixel = start; pixel < end; pixel += TILE) {
        const rows = min(TILE, end - pixel);
        // Pixels past the end repeat the last one: they are computed and not stored.
        const p0 = p;
        let p1 = p0, p2 = p0, p3 = p0;
        for (let j = 1; j <= rows; j++) {
          p += pixelStep;
          if (++column == outWidth) {
            column = 0;
            p += rowSkip;
            if (--rowsLeft == 0) {
              rowsLeft = outHeight;
              p += imageSkip;
            }
          }
          if (j == 1 && rows > 1) p1 = p;
          if (j == 2 && rows > 2) p2 = p;
          if (j == 3 && rows > 3) p3 = p;
        }
        conv_tile(p0, p1, p2, p3, panel, runsY, runsX, skipX, skipY, length, target, outStep, rows, wide);
        target += <usize>TILE * outStep;
      }
      panel += panelBytes;
    }
  }
}

/** Weights [O][C][kH][kW] and biases [O] (or 0) into panels of output channels; channels past the last are zero. */
export function conv_pack_forward(
  weight: usize, bias: usize, packed: usize, outChannels: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
): void {
  const area = kernelHeight * kernelWidth;
  for (let first = 0; first < outChannels; first += PANEL) {
    for (let lane = 0; lane < PANEL; lane++) {
      const o = first + lane;
      store<f32>(packed + <usize>(lane * 4), bias != 0 && o < outChannels ? load<f32>(bias + <usize>(o * 4)) : 0);
    }
    packed += PANEL * 4;
    for (let tap = 0; tap < area; tap++) {
      for (let c = 0; c < channels; c++) {
        for (let lane = 0; lane < PANEL; lane++) {
          const o = first + lane;
          const value: f32 = o < outChannels ? load<f32>(weight + <usize>(((o * channels + c) * area + tap) * 4)) : 0;
          store<f32>(packed + <usize>(lane * 4), value);
        }
        packed += PANEL * 4;
      }
    }
  }
}

/** Weights [O][C][kH][kW], turned by 180 degrees, into panels of *input* channels: the convolution that gives dx from dy. */
export function conv_pack_backward(
  weight: usize, packed: usize, outChannels: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
): void {
  const area = kernelHeight * kernelWidth;
  for (let first = 0; first < channels; first += PANEL) {
    memory.fill(packed, 0, PANEL * 4);
    packed += PANEL * 4;
    for (let tap = area - 1; tap >= 0; tap--) {
      for (let o = 0; o < outChannels; o++) {
        for (let lane = 0; lane < PANEL; lane++) {
          const c = first + lane;
          const value: f32 = c < channels ? load<f32>(weight + <usize>(((o * channels + c) * area + tap) * 4)) : 0;
          store<f32>(packed + <usize>(lane * 4), value);
        }
        packed += PANEL * 4;
      }
    }
  }
}

/**
 * Copies `channels` channels, beginning at `firstChannel`, of images [N][height][width][stride] into
 * [N][outHeight][outWidth][channels], with zeros around and, for the gradient of a strided convolution, `gapY - 1` rows
 * and `gapX - 1` columns of zeros between. Parts of the input that fall outside are cut off (negative `top`, `left`).
 */
export function conv_pad(
  x: usize, out: usize, images: i32, height: i32, width: i32, stride: i32, firstChannel: i32, channels: i32,
  top: i32, left: i32, outHeight: i32, outWidth: i32, gapY: i32, gapX: i32,
): void {
  const outRow = <usize>(outWidth * channels * 4);
  const whole = stride == channels && gapX == 1 && left >= 0 && left + width <= outWidth;
  for (let n = 0; n < images; n++) {
    const source = x + <usize>(n * height * width * stride + firstChannel) * 4;
    const image = out + <usize>n * <usize>outHeight * outRow;
    for (let oy = 0; oy < outHeight; oy++) {
      const target = image + <usize>oy * outRow;
      const y = (oy - top) / gapY;
      if (oy < top || y >= height || y * gapY != oy - top) {
        memory.fill(target, 0, outRow);
        continue;
      }
      const row = source + <usize>(y * width * stride) * 4;
      if (whole) {
        const before = <usize>(left * channels * 4);
        const bytes = <usize>(width * channels * 4);
        memory.fill(target, 0, before);
        memory.copy(target + before, row, bytes);
        memory.fill(target + before + bytes, 0, outRow - before - bytes);
        continue;
      }
      memory.fill(target, 0, outRow);
      for (let ix = 0; ix < width; ix++) {
        const ox = left + ix * gapX;
        if (ox < 0 || ox >= outWidth) continue;
        copyFloats(target + <usize>(ox * channels * 4), row + <usize>(ix * stride * 4), channels);
      }
    }
  }
}

/** Puts [pixels][padded(channels)] into the channels from `firstChannel` on of [pixels][stride]; used for groups. */
export function conv_scatter_channels(
  x: usize, out: usize, pixels: i32, channels: i32, firstChannel: i32, stride: i32,
): void {
  const step = padded(channels);
  for (let i = 0; i < pixels; i++) {
    copyFloats(out + <usize>((i * stride + firstChannel) * 4), x + <usize>(i * step * 4), channels);
  }
}

/** Takes channels from `firstChannel` on of [pixels][stride] into [pixels][padded(channels)], padding zero; used for groups. */
export function conv_gather_channels(
  x: usize, out: usize, pixels: i32, channels: i32, firstChannel: i32, stride: i32,
): void {
  const step = padded(channels);
  memory.fill(out, 0, <usize>(pixels * step * 4));
  for (let i = 0; i < pixels; i++) {
    copyFloats(out + <usize>(i * step * 4), x + <usize>((i * stride + firstChannel) * 4), channels);
  }
}

// @ts-expect-error: decorator
@inline
function copyFloats(target: usize, source: usize, floats: i32): void {
  if ((floats & 3) == 0) {
    for (let i = 0; i < floats; i += 4) v128.store(target + <usize>(i * 4), v128.load(source + <usize>(i * 4)));
  } else {
    for (let i = 0; i < floats; i++) store<f32>(target + <usize>(i * 4), load<f32>(source + <usize>(i * 4)));
  }
}
