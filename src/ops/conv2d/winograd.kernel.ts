/**
 * Winograd's minimal filtering F(4x4, 3x3) for 3x3 convolutions of stride 1 (Lavin, Gray, "Fast Algorithms for
 * Convolutional Neural Networks", 2016): Y = A^T [(G g G^T) * (B^T d B)] A with interpolation points 0, 1, -1, 2, -2 and
 * infinity. 36 multiplications make 16 outputs, where the definition takes 144. Summed over input channels, the products
 * become 36 independent matrix products, [tiles][channels] x [channels][outputs].
 *
 * A tile is 6x6 input pixels, 4x4 output pixels; tiles are numbered (n * tilesY + ty) * tilesX + tx. The input is padded so
 * that no tile leaves it. Tiles are worked on in chunks that stay in the second-level cache.
 */
import { madd, padded } from '../../kernels/assembly/lanes';
import { POINT_GAP } from '../../kernels/assembly/winograd';
import { conv_gradient_tile_4 } from './weight-gradient.kernel';
import { winograd_input, winograd_output, winograd_output_gradient } from './winograd-transforms.kernel';

/** Floats in a panel row, as for the direct convolution. */
const PANEL: i32 = 8;
/** Rows of a register tile; see `conv_tile` for why not more. */
const ROWS: i32 = 4;
/** Points of the transform, 6 x 6. */
const POINTS: i32 = 36;
/** Bytes of one lane group. */
const LANE: usize = 16;

/** One panel of one point: m[row][0..8] = sum over k of v[row][k] * u[k][0..8]. Exported, or else inlined and out of registers. */
export function winograd_panel(v: usize, u: usize, m: usize, tiles: i32, depth: i32, vStep: usize, mStep: usize, wide: i32): void {
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
    v += <usize>ROWS * vStep;
    m += <usize>ROWS * mStep;
    left -= ROWS;
  }
}

/**
 * The convolution of the tiles [from, to): transforms, 36 matrix products and the transform back, chunk by chunk.
 * `scratch` has room for 36 lane groups, V and M of one chunk. `u` are panels made by `winograd_filter`.
 */
export function winograd_forward(
  x: usize, u: usize, bias: usize, y: usize, scratch: usize, chunk: i32, from: i32, to: i32, tilesX: i32, tilesPerImage: i32,
  imageStep: usize, rowStep: usize, channels: i32, outChannels: i32, height: i32, width: i32,
): void {
  const lanes = padded(outChannels);
  const panels = (lanes + PANEL - 1) / PANEL;
  const panelBytes = <usize>(channels * PANEL * 4);
  const vStep = <usize>(channels * 4);
  const mStep = <usize>(lanes * 4);
  const work = scratch;
  const v = work + <usize>POINTS * LANE;
  const m = v + <usize>POINTS * (<usize>chunk * vStep + POINT_GAP);
  for (let first = from; first < to; first += chunk) {
    const tiles = min(chunk, to - first);
    winograd_input(x, v, work, first, tiles, tilesX, tilesPerImage, imageStep, rowStep, vStep, channels);
    let filters = u;
    for (let point = 0; point < POINTS; point++) {
      const vPoint = v + <usize>point * (<usize>tiles * vStep + POINT_GAP);
      const mPoint = m + <usize>point * (<usize>tiles * mStep + POINT_GAP);
      for (let panel = 0; panel < panels; panel++) {
        const channel = panel * PANEL;
        winograd_panel(vPoint, filters, mPoint + <usize>(channel * 4), tiles, channels, vStep, mStep, <i32>(lanes - channel > 4));
        filters += panelBytes;
      }
    }
    winograd_output(m, y, bias, work, first, tiles, tilesX, tilesPerImage, height, width, lanes);
  }
}

/**
 * dU [point][panel][input][8] for the inputs [fromInput, toInput), whole lane groups: V^T Z for every point over all tiles,
 * with V from the input and Z from the gradient of the output, summed chunk by chunk. `scratch` has room for 36 lane groups,
 * V and Z of one chunk and a dU of these inputs.
 */
export function winograd_weight_gradient(
  x: usize, dy: usize, du: usize, scratch: usize, chunk: i32, allTiles: i32, tilesX: i32, tilesPerImage: i32,
  imageStep: usize, rowStep: usize, channels: i32, fromInput: i32, toInput: i32, outChannels: i32, height: i32, width: i32,
): void {
  const lanes = padded(outChannels);
  const panels = (lanes + PANEL - 1) / PANEL;
  const inputs = toInput - fromInput;
  const vStep = <usize>(inputs * 4);
  const zStep = <usize>(lanes * 4);
  const work = scratch;
  const v = work + <usize>POINTS * LANE;
  const z = v + <usize>POINTS * (<usize>chunk * vStep + POINT_GAP);
  // Four floats more, which the last panel may read (and not use) when it is half empty.
  const part = z + <usize>POINTS * (<usize>chunk * zStep + POINT_GAP) + LANE;
  const source = x + <usize>(fromInput * 4);
  const slab = <usize>(inputs * PANEL * 4);
  for (let first = 0; first < allTiles; first += chunk) {
    const tiles = min(chunk, allTiles - first);
    winograd_input(source, v, work, first, tiles, tilesX, tilesPerImage, imageStep, rowStep, <usize>(channels * 4), inputs);
    winograd_output_gradient(dy, z, work, first, tiles, tilesX, tilesPerImage, height, width, lanes);
    for (let point = 0; point < POINTS; point++) {
      const vPoint = v + <usize>point * (<usize>tiles * vStep + POINT_GAP);
      const zPoint = z + <usize>point * (<usize>tiles * zStep + POINT_GAP);
      for (let panel = 0; panel < panels; panel++) {
        const zPanel = zPoint + <usize>(panel * PANEL * 4);
        const sum = du + <usize>(((point * panels + panel) * channels + fromInput) * PANEL * 4);
        let target = first == 0 ? sum : part;
        for (let c: usize = 0; c < vStep; c += LANE) {
          conv_gradient_tile_4(vPoint + c, zPanel, target, 1, 1, tiles, vStep, 0, 0, zStep);
          target += 4 * PANEL * 4;
        }
        if (first == 0) continue;
        for (let at: usize = 0; at < slab; at += LANE) v128.store(sum + at, f32x4.add(v128.load(sum + at), v128.load(part + at)));
      }
    }
  }
}
