/**
 * The weight gradient of a convolution: dW[run][l][o] = sum over output pixels of x[pixel + run + l] * dy[pixel][o].
 * A tile is up to five neighbouring weights of a run by eight output channels, held in registers while a block of pixels
 * passes, and kept in memory between blocks. The pixels are summed in `groups` of images, so that no float32 sum is longer than one group; each group's sum is
 * stored plainly and `conv_unpack_gradient` adds them up. Groups depend on shapes only, never on threads.
 */
import { madd, padded } from '../../kernels/assembly/lanes.ts';

/** Output channels of a tile. */
const PANEL: i32 = 8;
/** Weights of a run in the largest tile. */
const TILE: i32 = 5;
/** Bytes of input and gradient that all tiles of a kernel row pass over together: part of a first-level cache. */
const BLOCK: i32 = 20480;

// @ts-expect-error: decorator
@inline
function tile(
  rows: i32, x: usize, dy: usize, out: usize,
  images: i32, height: i32, width: i32, pixelStep: usize, rowSkip: usize, imageSkip: usize, dyStep: usize,
): void {
  let a0 = v128.load(out), b0 = v128.load(out, 16);
  let a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0, a4 = a0, b4 = b0;
  if (rows > 1) {
    a1 = v128.load(out, 32);
    b1 = v128.load(out, 48);
  }
  if (rows > 2) {
    a2 = v128.load(out, 64);
    b2 = v128.load(out, 80);
  }
  if (rows > 3) {
    a3 = v128.load(out, 96);
    b3 = v128.load(out, 112);
  }
  if (rows > 4) {
    a4 = v128.load(out, 128);
    b4 = v128.load(out, 144);
  }
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
        // Never taken: it parts the loads into two blocks, as in `conv_tile`.
        if (rows > 4 && k < 0) break;
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
export function conv_gradient_add_5(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(5, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_add_4(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(4, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_add_3(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(3, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_add_2(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(2, x, dy, out, n, h, w, p, r, i, d);
}
export function conv_gradient_add_1(x: usize, dy: usize, out: usize, n: i32, h: i32, w: i32, p: usize, r: usize, i: usize, d: usize): void {
  tile(1, x, dy, out, n, h, w, p, r, i, d);
}

/**
 * Partial sums [group][panel][kernel row][runsX * length][8] of the weight gradient, for the kernel rows [from, to) of all
 * panels of all groups, numbered (group * panels + panel) * runsY + row. `dy` has [images][outHeight][outWidth] pixels of
 * `dyStep` bytes, readable up to the end of the last panel of the last pixel; the steps in `x` are those of `conv_forward`.
 */
export function conv_weight_gradient(
  x: usize, dy: usize, dyStep: usize, partial: usize, images: i32, groups: i32,
  imageStep: usize, rowStep: usize, pixelStep: usize,
  runsY: i32, runsX: i32, kernelStepY: usize, kernelStepX: usize, length: i32,
  outChannels: i32, outHeight: i32, outWidth: i32, from: i32, to: i32,
): void {
  const perGroup = (images + groups - 1) / groups;
  const kernelRows = ((outChannels + PANEL - 1) / PANEL) * runsY;
  const rowBytes = <usize>(runsX * length * PANEL * 4);
  // Whole images while several fit into a block, else some rows of one.
  const pixelBytes = <i32>pixelStep + min(<i32>dyStep, 64);
  const rowsInBlock = max(1, BLOCK / (outWidth * pixelBytes));
  const blockHeight = min(outHeight, rowsInBlock);
  const blockImages = max(1, rowsInBlock / outHeight);
  for (let row = from; row < to; row++) {
    const group = row / kernelRows;
    const panel = (row - group * kernelRows) / runsY;
    const ky = row % runsY;
    const first = group * perGroup;
    const end = min(first + perGroup, images);
    const target = partial + <usize>row * rowBytes;
    memory.fill(target, 0, rowBytes);
    for (let n = first; n < end; n += blockImages) {
      for (let y = 0; y < outHeight; y += blockHeight) {
        const height = min(blockHeight, outHeight - y);
        conv_gradient_block(
          x + <usize>n * imageStep + <usize>y * rowStep + <usize>ky * kernelStepY,
          dy + <usize>((n * outHeight + y) * outWidth) * dyStep + <usize>(panel * PANEL * 4), target,
          min(blockImages, end - n), height, outWidth, pixelStep,
          rowStep - <usize>outWidth * pixelStep, imageStep - <usize>height * rowStep, dyStep, runsX, kernelStepX, length,
        );
      }
    }
  }
}

/** Adds one block of pixels to all tiles of a kernel row. Exported so that it is not inlined. */
export function conv_gradient_block(
  x: usize, dy: usize, target: usize, n: i32, height: i32, width: i32, pixelStep: usize, rowSkip: usize, imageSkip: usize, dyStep: usize,
  runsX: i32, kernelStepX: usize, length: i32,
): void {
  for (let kx = 0; kx < runsX; kx++) {
    let source = x;
    let left = length;
    // As few tiles as there can be, as even as they can be: short ones leave the multipliers idle.
    for (let tiles = (length + TILE - 1) / TILE; tiles > 0; tiles--) {
      const rows = (left + tiles - 1) / tiles;
      switch (rows) {
        case 5: conv_gradient_add_5(source, dy, target, n, height, width, pixelStep, rowSkip, imageSkip, dyStep); break;
        case 4: conv_gradient_add_4(source, dy, target, n, height, width, pixelStep, rowSkip, imageSkip, dyStep); break;
        case 3: conv_gradient_add_3(source, dy, target, n, height, width, pixelStep, rowSkip, imageSkip, dyStep); break;
        case 2: conv_gradient_add_2(source, dy, target, n, height, width, pixelStep, rowSkip, imageSkip, dyStep); break;
        default: conv_gradient_add_1(source, dy, target, n, height, width, pixelStep, rowSkip, imageSkip, dyStep);
      }
      source += <usize>(rows * 4);
      target += <usize>(rows * PANEL * 4);
      left -= rows;
    }
    x += kernelStepX;
  }
}

/**
 * Adds the groups' partial sums and puts them into the order of the weights, [O][C][area], for the panels [from, to) of
 * eight output channels.
 */
export function conv_unpack_gradient(
  partial: usize, groups: i32, gradient: usize, outChannels: i32, channels: i32, area: i32, from: i32, to: i32,
): void {
  const panelBytes = <usize>(area * channels * PANEL * 4);
  const groupBytes = <usize>((outChannels + PANEL - 1) / PANEL) * panelBytes;
  const filterBytes = <usize>(channels * area * 4);
  for (let panel = from; panel < to; panel++) {
    let source = partial + <usize>panel * panelBytes;
    const used = min(PANEL, outChannels - panel * PANEL);
    for (let tap = 0; tap < area; tap++) {
      let target = gradient + <usize>(panel * PANEL) * filterBytes + <usize>(tap * 4);
      for (let c = 0; c < channels; c++) {
        let a = v128.load(source), b = v128.load(source, 16);
        for (let g = 1; g < groups; g++) {
          const at = source + <usize>g * groupBytes;
          a = f32x4.add(a, v128.load(at));
          b = f32x4.add(b, v128.load(at, 16));
        }
        let to = target;
        v128.store32_lane(to, a, 0);
        if (used > 1) v128.store32_lane(to += filterBytes, a, 1);
        if (used > 2) v128.store32_lane(to += filterBytes, a, 2);
        if (used > 3) v128.store32_lane(to += filterBytes, a, 3);
        if (used > 4) v128.store32_lane(to += filterBytes, b, 0);
        if (used > 5) v128.store32_lane(to += filterBytes, b, 1);
        if (used > 6) v128.store32_lane(to += filterBytes, b, 2);
        if (used > 7) v128.store32_lane(to += filterBytes, b, 3);
        source += PANEL * 4;
        target += <usize>(area * 4);
      }
    }
  }
}
