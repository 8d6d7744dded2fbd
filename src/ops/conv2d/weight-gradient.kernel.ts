/**
 * The weight gradient of a convolution: dW[run][l][o] = sum over output pixels of x[pixel + run + l] * dy[pixel][o].
 * A tile is up to five neighbouring weights of a run by eight output channels, held in registers while the pixels pass.
 * The pixels are summed in `groups` of images, so that no float32 sum is longer than one group; each group's sum is
 * stored plainly and `conv_unpack_gradient` adds them up. Groups depend on shapes only, never on threads.
 */
import { madd, padded } from '../../kernels/assembly/lanes.ts';

const PANEL: i32 = 8;
const TILE: i32 = 4;

// @ts-expect-error: decorator
@inline
function tile(
  rows: i32, x: usize, dy: usize, out: usize,
  images: i32, height: i32, width: i32, pixelStep: usize, rowSkip: usize, imageSkip: usize, dyStep: usize,
): void {
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0);
  let a1 = a0, b1 = a0;
  let a2 = a0, b2 = a0;
  let a3 = a0, b3 = a0;
  let a4 = a0, b4 = a0;
  do {
    let y = height;
    do {
      let k = width;
      do {
        const ga = v128.load(dy), gb = v128.load(dy, 16);
        dy += dyStep;
        let s = v128.load_splat<f32>(x);
        a0 = madd(s, ga, a0);
        b0 = madd(s, gb, b0);
        if (rows > 1) {
          s = v128.load_splat<f32>(x, 4);
          a1 = madd(s, ga, a1);
          b1 = madd(s, gb, b1);
        }
        if (rows > 2) {
          s = v128.load_splat<f32>(x, 8);
          a2 = madd(s, ga, a2);
          b2 = madd(s, gb, b2);
        }
        if (rows > 3) {
          s = v128.load_splat<f32>(x, 12);
          a3 = madd(s, ga, a3);
          b3 = madd(s, gb, b3);
        }
        if (rows > 4) {
          s = v128.load_splat<f32>(x, 16);
          a4 = madd(s, ga, a4);
          b4 = madd(s, gb, b4);
        }
        x += pixelStep;
      } while (--k);
      x += rowSkip;
    } while (--y);
    x += imageSkip;
  } while (--images);
  v128.store(out, a0);
  v128.store(out, b0, 16);
  if (rows > 1) {
    v128.store(out, a1, 32);
    v128.store(out, b1, 48);
  }
  if (rows > 2) {
    v128.store(out, a2, 64);
    v128.store(out, b2, 80);
  }
  if (rows > 3) {
    v128.store(out, a3, 96);
    v128.store(out, b3, 112);
  }
  if (rows > 4) {
    v128.store(out, a4, 128);
    v128.store(out, b4, 144);
  }
}

// Exported, or else inlined into the caller and out of registers; one a height, so that the unused rows cost nothing.
export function conv_gradient_tile_5(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(5, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_tile_4(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(4, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_tile_3(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(3, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_tile_2(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(2, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_tile_1(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(1, x, dy, out, n, h, w, p, r, i, d);
}

/**
 * Partial sums [group][panel][kernel row][runsX * length][8] of the weight gradient, for the kernel rows [from, to) of all
 * panels of all groups, numbered (group * panels + panel) * runsY + row. `dy` has [images][outHeight][outWidth] pixels of `dyStep` bytes, readable for 16
 * bytes past the last lane group of the last pixel; the steps in `x` are those of `conv_forward`.
 */
export function conv_weight_gradient(
  x: usize, dy: usize, partial: usize, images: i32, groups: i32,
  imageStep: usize, rowStep: usize, pixelStep: usize,
  runsY: i32, runsX: i32, kernelStepY: usize, kernelStepX: usize, length: i32,
  outChannels: i32, outHeight: i32, outWidth: i32, from: i32, to: i32,
): void {
  const lanes = padded(outChannels);
  const dyStep = <usize>(lanes * 4);
  const rowSkip = rowStep - <usize>outWidth * pixelStep;
  const imageSkip = imageStep - <usize>outHeight * rowStep;
  const perGroup = (images + groups - 1) / groups;
  const kernelRows = ((lanes + PANEL - 1) / PANEL) * runsY;
  const rowBytes = <usize>(runsX * length * PANEL * 4);
  for (let row = from; row < to; row++) {
    const group = row / kernelRows;
    const panel = (row - group * kernelRows) / runsY;
    const ky = row % runsY;
    const first = group * perGroup;
    const n = min(perGroup, images - first);
    const dyPanel = dy + <usize>(first * outHeight * outWidth) * dyStep + <usize>(panel * PANEL * 4);
    let target = partial + <usize>row * rowBytes;
    for (let kx = 0; kx < runsX; kx++) {
      let source = x + <usize>first * imageStep + <usize>ky * kernelStepY + <usize>kx * kernelStepX;
      let left = length;
      while (left > 0) {
        // Rather one tile of five (a row of a 5x5 kernel on one channel) than a last one of a single row.
        const rows = left == TILE + 1 ? left : min(left, TILE);
        switch (rows) {
          case 5: conv_gradient_tile_5(source, dyPanel, target, n, outHeight, outWidth, pixelStep, rowSkip, imageSkip, dyStep); break;
          case 4: conv_gradient_tile_4(source, dyPanel, target, n, outHeight, outWidth, pixelStep, rowSkip, imageSkip, dyStep); break;
          case 3: conv_gradient_tile_3(source, dyPanel, target, n, outHeight, outWidth, pixelStep, rowSkip, imageSkip, dyStep); break;
          case 2: conv_gradient_tile_2(source, dyPanel, target, n, outHeight, outWidth, pixelStep, rowSkip, imageSkip, dyStep); break;
          default: conv_gradient_tile_1(source, dyPanel, target, n, outHeight, outWidth, pixelStep, rowSkip, imageSkip, dyStep);
        }
        source += <usize>(rows * 4);
        target += <usize>(rows * PANEL * 4);
        left -= rows;
      }
    }
  }
}

/** Adds the groups' partial sums and puts them into the order of the weights, [O][C][kH][kW]. */
export function conv_unpack_gradient(
  partial: usize, groups: i32, gradient: usize, outChannels: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
): void {
  const area = kernelHeight * kernelWidth;
  const panelFloats = area * channels * PANEL;
  const panels = (outChannels + PANEL - 1) / PANEL;
  const groupBytes = <usize>(panels * panelFloats * 4);
  for (let o = 0; o < outChannels; o++) {
    const panel = partial + <usize>((o / PANEL) * panelFloats + (o % PANEL)) * 4;
    for (let tap = 0; tap < area; tap++) {
      for (let c = 0; c < channels; c++) {
        let source = panel + <usize>((tap * channels + c) * PANEL * 4);
        let sum: f32 = 0;
        for (let g = 0; g < groups; g++) {
          sum += load<f32>(source);
          source += groupBytes;
        }
        store<f32>(gradient + <usize>(((o * channels + c) * area + tap) * 4), sum);
      }
    }
  }
}
