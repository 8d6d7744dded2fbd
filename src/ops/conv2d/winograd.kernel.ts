/**
 * Convolutions of stride 1 by Winograd's forms (see `kernels/assembly/winograd.ts`): summed over input channels, the products
 * become as many independent matrix products as there are points, [tiles][channels] x [channels][outputs]. Tiles are worked on in chunks
 * that stay in the second-level cache.
 */
import { madd, padded } from '../../kernels/assembly/lanes';
import { F4_3, LANE, POINT_GAP, pointsOf, tileSize } from '../../kernels/assembly/winograd';
import { conv_gradient_block } from './weight-gradient.kernel';
import { winograd_input_4, winograd_input_6 } from './winograd-input.kernel';
import { winograd_output_2, winograd_output_4, winograd_output_gradient_2, winograd_output_gradient_4 } from './winograd-output.kernel';

/** Floats in a panel row, as for the direct convolution. */
const PANEL: i32 = 8;
const CACHE_LINE: usize = 64;
/** Channels from which five rows at a time are faster than four. */
const LONG_SUM: i32 = 32;

/**
 * One panel of one point: m[row][0..8] = sum over k of v[row][k] * u[k][0..8], five rows at a time; `tiles` is a multiple of five. A
 * multiply-add takes four cycles and two can begin in each, so that ten sums leave none idle as eight may. V8 puts all loads of a
 * basic block before its multiply-adds: the exit that is never taken (`never` is less than any k) ends a block, so that ten sums, two
 * weights and three inputs fit into 15 registers. Exported, or else inlined and out of registers.
 */
export function winograd_panel_5(
  v: usize, u: usize, m: usize, tiles: i32, depth: i32, vStep: usize, mStep: usize, wide: i32, never: i32,
): void {
  let left = tiles;
  while (left > 0) {
    let p0 = v;
    let p1 = p0 + vStep;
    let p2 = p1 + vStep;
    let p3 = p2 + vStep;
    let p4 = p3 + vStep;
    let w = u;
    let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0, a4 = a0, b4 = a0;
    let k = depth;
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
      if (k == never) break;
      s = v128.load_splat<f32>(p3);
      p3 += 4;
      a3 = madd(s, wa, a3);
      b3 = madd(s, wb, b3);
      s = v128.load_splat<f32>(p4);
      p4 += 4;
      a4 = madd(s, wa, a4);
      b4 = madd(s, wb, b4);
    } while (--k);
    let out = m;
    v128.store(out, a0);
    if (wide) v128.store(out, b0, 16);
    out += mStep;
    v128.store(out, a1);
    if (wide) v128.store(out, b1, 16);
    out += mStep;
    v128.store(out, a2);
    if (wide) v128.store(out, b2, 16);
    out += mStep;
    v128.store(out, a3);
    if (wide) v128.store(out, b3, 16);
    out += mStep;
    v128.store(out, a4);
    if (wide) v128.store(out, b4, 16);
    v += 5 * vStep;
    m += 5 * mStep;
    left -= 5;
  }
}

/** The same for any number of rows, four at a time, which is better for short sums. */
export function winograd_panel_4(
  v: usize, u: usize, m: usize, tiles: i32, depth: i32, vStep: usize, mStep: usize, wide: i32,
): void {
  const last = v + <usize>(tiles - 1) * vStep;
  let left = tiles;
  while (left > 0) {
    let p0 = v;
    let p1 = min(v + vStep, last);
    let p2 = min(v + 2 * vStep, last);
    let p3 = min(v + 3 * vStep, last);
    let w = u;
    let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
    let k = depth;
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
    let out = m;
    v128.store(out, a0);
    if (wide) v128.store(out, b0, 16);
    if (left > 1) {
      out += mStep;
      v128.store(out, a1);
      if (wide) v128.store(out, b1, 16);
    }
    if (left > 2) {
      out += mStep;
      v128.store(out, a2);
      if (wide) v128.store(out, b2, 16);
    }
    if (left > 3) {
      out += mStep;
      v128.store(out, a3);
      if (wide) v128.store(out, b3, 16);
    }
    v += 4 * vStep;
    m += 4 * mStep;
    left -= 4;
  }
}

/**
 * Reads one float of each cache line in [from, to), so that they are in the cache when they are needed: done for the next chunk
 * while this one is being multiplied, which leaves the memory idle. What was read goes to `out`, or else it would be left out.
 */
export function winograd_fetch(from: usize, to: usize, out: usize): void {
  let seen = f32x4.splat(0);
  for (let at = from; at < to; at += CACHE_LINE) seen = v128.or(seen, v128.load32_zero(at));
  v128.store(out, seen);
}

/** Bytes of a point's share of what a chunk reads or writes, in whole cache lines. */
// @ts-ignore: decorator
@inline
function shareOf(bytes: usize, points: i32): usize {
  return (bytes / <usize>points + CACHE_LINE - 1) & ~(CACHE_LINE - 1);
}

// @ts-ignore: decorator
@inline
function transformInput(
  form: i32, x: usize, v: usize, work: usize, zeros: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, top: i32, left: i32, pixelStep: usize, bytes: usize,
): void {
  const step = tileSize(form);
  if (pointsOf(form) == 6) winograd_input_6(x, v, work, zeros, first, tiles, step, tilesX, tilesPerImage, height, width, top, left, pixelStep, bytes);
  else winograd_input_4(x, v, work, zeros, first, tiles, step, tilesX, tilesPerImage, height, width, top, left, pixelStep, bytes);
}

/**
 * The output pixels of the tiles [from, to): transforms, matrix products and the transform back, chunk by chunk. x is
 * [N][height][width][channels] (whole lane groups), y [N][outHeight][outWidth][outChannels, padded]; `u` are panels made by `winograd_filter`.
 * `zeros` are as many pixels of x as a tile is wide, all zero; `scratch` has room for a lane group of each point, and V and
 * M of one chunk. With `far`, the images are fetched ahead.
 */
export function winograd_forward(
  form: i32, x: usize, zeros: usize, u: usize, bias: usize, lowest: usize, y: usize, scratch: usize, chunk: i32, far: i32, from: i32, to: i32,
  tilesX: i32, tilesPerImage: i32, height: i32, width: i32, top: i32, left: i32,
  channels: i32, outChannels: i32, outHeight: i32, outWidth: i32,
): void {
  const points = pointsOf(form) * pointsOf(form);
  const lanes = padded(outChannels);
  const panels = (lanes + PANEL - 1) / PANEL;
  const panelBytes = <usize>(channels * PANEL * 4);
  const vStep = <usize>(channels * 4);
  const mStep = <usize>(lanes * 4);
  const work = scratch;
  const v = work + <usize>points * LANE;
  const m = v + <usize>points * (<usize>chunk * vStep + POINT_GAP);
  // About as much as a tile takes in the images, where tiles follow each other as their pixels do.
  const xBytes = <usize>(height * width / tilesPerImage) * vStep;
  const yBytes = <usize>(outHeight * outWidth / tilesPerImage) * mStep;
  for (let first = from; first < to; first += chunk) {
    const tiles = min(chunk, to - first);
    transformInput(form, x, v, work, zeros, first, tiles, tilesX, tilesPerImage, height, width, top, left, vStep, vStep);
    const fives = channels < LONG_SUM ? 0 : tiles - tiles % 5;
    let filters = u;
    const next = far ? <usize>min(chunk, to - first - tiles) : 0;
    const xShare = shareOf(next * xBytes, points), yShare = shareOf(next * yBytes, points);
    let xNext = x + <usize>(first + tiles) * xBytes, yNext = y + <usize>(first + tiles) * yBytes;
    const xEnd = xNext + next * xBytes, yEnd = yNext + next * yBytes;
    for (let point = 0; point < points; point++) {
      if (next) {
        winograd_fetch(xNext, min(xNext + xShare, xEnd), work);
        winograd_fetch(yNext, min(yNext + yShare, yEnd), work);
        xNext += xShare;
        yNext += yShare;
      }
      const vPoint = v + <usize>point * (<usize>tiles * vStep + POINT_GAP);
      const mPoint = m + <usize>point * (<usize>tiles * mStep + POINT_GAP);
      for (let panel = 0; panel < panels; panel++) {
        const channel = panel * PANEL;
        const wide = <i32>(lanes - channel > 4);
        const target = mPoint + <usize>(channel * 4);
        if (fives) winograd_panel_5(vPoint, filters, target, fives, channels, vStep, mStep, wide, 0);
        if (fives < tiles) {
          winograd_panel_4(vPoint + <usize>fives * vStep, filters, target + <usize>fives * mStep, tiles - fives, channels, vStep, mStep, wide);
        }
        filters += panelBytes;
      }
      filters += POINT_GAP;
    }
    if (form == F4_3) winograd_output_4(m, y, bias, lowest, work, first, tiles, tilesX, tilesPerImage, outHeight, outWidth, lanes);
    else winograd_output_2(form, m, y, bias, lowest, work, first, tiles, tilesX, tilesPerImage, outHeight, outWidth, lanes);
  }
}

/**
 * dU [group][point][panel][input][8]: V^T Z for every point, with V from the input and Z from the gradient of the output. The tiles
 * are summed in `groups` (all but the last equally many), and the inputs are cut into `blocks` of whole lane
 * groups; the units [from, to) are computed, numbered group * blocks + block. `zeros` as for `winograd_forward`;
 * `scratch` has room for a lane group of each point, V and Z of one chunk.
 */
export function winograd_weight_gradient(
  form: i32, x: usize, zeros: usize, dy: usize, du: usize, scratch: usize, chunk: i32, far: i32, allTiles: i32, groups: i32, blocks: i32, from: i32, to: i32,
  tilesX: i32, tilesPerImage: i32, height: i32, width: i32, top: i32, left: i32,
  channels: i32, outChannels: i32, outHeight: i32, outWidth: i32,
): void {
  const points = pointsOf(form) * pointsOf(form);
  const lanes = padded(outChannels);
  const panels = (lanes + PANEL - 1) / PANEL;
  const pixelStep = <usize>(channels * 4);
  const zStep = <usize>(lanes * 4);
  const perGroup = (allTiles + groups - 1) / groups;
  const perBlock = padded((channels + blocks - 1) / blocks);
  const sumStep = <usize>(panels * PANEL) * pixelStep + POINT_GAP;
  const groupBytes = <usize>points * sumStep;
  const xBytes = <usize>(height * width / tilesPerImage) * pixelStep;
  const yBytes = <usize>(outHeight * outWidth / tilesPerImage) * zStep;
  for (let unit = from; unit < to; unit++) {
    const group = unit / blocks;
    const block = unit - group * blocks;
    const fromInput = min(block * perBlock, channels);
    const inputs = min(perBlock, channels - fromInput);
    if (inputs <= 0) continue;
    const vStep = <usize>(inputs * 4);
    const work = scratch;
    const v = work + <usize>points * LANE;
    const z = v + <usize>points * (<usize>chunk * vStep + POINT_GAP);
    const source = x + <usize>(fromInput * 4);
    const slab = <usize>(inputs * PANEL * 4);
    const start = group * perGroup;
    const end = min(start + perGroup, allTiles);
    for (let first = start; first < end; first += chunk) {
      const tiles = min(chunk, end - first);
      transformInput(form, source, v, work, zeros, first, tiles, tilesX, tilesPerImage, height, width, top, left, pixelStep, vStep);
      if (form == F4_3) winograd_output_gradient_4(dy, z, work, first, tiles, tilesX, tilesPerImage, outHeight, outWidth, lanes);
      else winograd_output_gradient_2(form, dy, z, work, first, tiles, tilesX, tilesPerImage, outHeight, outWidth, lanes);
      const next = far ? <usize>min(chunk, allTiles - first - tiles) : 0;
      const xShare = shareOf(next * xBytes, points), yShare = shareOf(next * yBytes, points);
      let xNext = x + <usize>(first + tiles) * xBytes, yNext = dy + <usize>(first + tiles) * yBytes;
      const xEnd = xNext + next * xBytes, yEnd = yNext + next * yBytes;
      for (let point = 0; point < points; point++) {
        if (next) {
          winograd_fetch(xNext, min(xNext + xShare, xEnd), work);
          winograd_fetch(yNext, min(yNext + yShare, yEnd), work);
          xNext += xShare;
          yNext += yShare;
        }
        const vPoint = v + <usize>point * (<usize>tiles * vStep + POINT_GAP);
        const zPoint = z + <usize>point * (<usize>tiles * zStep + POINT_GAP);
        for (let panel = 0; panel < panels; panel++) {
          const sum = du + <usize>group * groupBytes + <usize>point * sumStep + <usize>((panel * channels + fromInput) * PANEL * 4);
          if (first == start) memory.fill(sum, 0, slab);
          conv_gradient_block(vPoint, zPoint + <usize>(panel * PANEL * 4), sum, 1, 1, tiles, vStep, 0, 0, zStep, 1, 0, inputs);
        }
      }
    }
  }
}
