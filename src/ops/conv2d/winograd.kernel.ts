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
import { conv_gradient_tile_4 } from './weight-gradient.kernel';

/** Floats in a panel row, as for the direct convolution. */
const PANEL: i32 = 8;
/** Rows of a register tile; see `conv_tile` for why not more. */
const ROWS: i32 = 4;
/** Points of the transform, 6 x 6. */
const POINTS: i32 = 36;
/** Bytes of one lane group. */
const LANE: usize = 16;

// @ts-ignore: decorator
@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * V[point][tile][channel] = B^T d B for the tiles [first, first + tiles). `work` has room for 36 lane groups. `channels`, a
 * multiple of four, are taken of each pixel, which has `pixelStep` bytes.
 */
export function winograd_input(
  x: usize, v: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  imageStep: usize, rowStep: usize, pixelStep: usize, channels: i32,
): void {
  const tileStep = <usize>(channels * 4);
  const pointStep = <usize>tiles * tileStep;
  const four = splat(4), minusFour = splat(-4), minusFive = splat(-5), two = splat(2), minusTwo = splat(-2);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const tx = within - ty * tilesX;
    const corner = x + <usize>image * imageStep + <usize>(ty * 4) * rowStep + <usize>(tx * 4) * pixelStep;
    for (let c: usize = 0; c < tileStep; c += LANE) {
      // Down the columns: B^T d.
      let source = corner + c;
      let target = work;
      for (let column = 0; column < 6; column++) {
        let p = source;
        const d0 = v128.load(p);
        p += rowStep;
        const d1 = v128.load(p);
        p += rowStep;
        const d2 = v128.load(p);
        p += rowStep;
        const d3 = v128.load(p);
        p += rowStep;
        const d4 = v128.load(p);
        p += rowStep;
        const d5 = v128.load(p);
        const a = madd(minusFour, d2, d4);
        const b = madd(minusFour, d1, d3);
        const e = f32x4.sub(d4, d2);
        const f = f32x4.sub(d3, d1);
        v128.store(target, madd(four, d0, madd(minusFive, d2, d4)));
        v128.store(target, f32x4.add(a, b), 96);
        v128.store(target, f32x4.sub(a, b), 192);
        v128.store(target, madd(two, f, e), 288);
        v128.store(target, madd(minusTwo, f, e), 384);
        v128.store(target, madd(four, d1, madd(minusFive, d3, d5)), 480);
        source += pixelStep;
        target += LANE;
      }
      // Along the rows: (B^T d) B.
      let row = work;
      let out = v + <usize>t * tileStep + c;
      for (let i = 0; i < 6; i++) {
        const d0 = v128.load(row);
        const d1 = v128.load(row, 16);
        const d2 = v128.load(row, 32);
        const d3 = v128.load(row, 48);
        const d4 = v128.load(row, 64);
        const d5 = v128.load(row, 80);
        row += 96;
        const a = madd(minusFour, d2, d4);
        const b = madd(minusFour, d1, d3);
        const e = f32x4.sub(d4, d2);
        const f = f32x4.sub(d3, d1);
        v128.store(out, madd(four, d0, madd(minusFive, d2, d4)));
        out += pointStep;
        v128.store(out, f32x4.add(a, b));
        out += pointStep;
        v128.store(out, f32x4.sub(a, b));
        out += pointStep;
        v128.store(out, madd(two, f, e));
        out += pointStep;
        v128.store(out, madd(minusTwo, f, e));
        out += pointStep;
        v128.store(out, madd(four, d1, madd(minusFive, d3, d5)));
        out += pointStep;
      }
    }
  }
}

/**
 * The output pixels of the tiles [first, first + tiles): A^T M A plus bias, M[point][tile][channel]. Pixels of a tile that
 * lie outside the image are left out. `bias` has a value for each lane.
 */
export function winograd_output(
  m: usize, y: usize, bias: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, lanes: i32,
): void {
  const pixelStep = <usize>(lanes * 4);
  const rowStep = <usize>width * pixelStep;
  const pointStep = <usize>tiles * pixelStep;
  const two = splat(2), four = splat(4), eight = splat(8);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const tx = within - ty * tilesX;
    const rows = min(4, height - ty * 4);
    const columns = min(4, width - tx * 4);
    const corner = y + <usize>(image * height + ty * 4) * rowStep + <usize>(tx * 4) * pixelStep;
    for (let c: usize = 0; c < pixelStep; c += LANE) {
      // Down the columns of points: A^T M, four rows of six.
      let source = m + <usize>t * pixelStep + c;
      const downStep = pointStep * 6;
      let target = work;
      for (let column = 0; column < 6; column++) {
        let p = source;
        const m0 = v128.load(p);
        p += downStep;
        const m1 = v128.load(p);
        p += downStep;
        const m2 = v128.load(p);
        p += downStep;
        const m3 = v128.load(p);
        p += downStep;
        const m4 = v128.load(p);
        p += downStep;
        const m5 = v128.load(p);
        const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2);
        const u = f32x4.add(m3, m4), w = f32x4.sub(m3, m4);
        v128.store(target, f32x4.add(f32x4.add(m0, s), u));
        v128.store(target, madd(two, w, d), 96);
        v128.store(target, madd(four, u, s), 192);
        v128.store(target, f32x4.add(madd(eight, w, d), m5), 288);
        source += pointStep;
        target += LANE;
      }
      const b = v128.load(bias + c);
      let row = work;
      for (let i = 0; i < rows; i++) {
        const m0 = v128.load(row);
        const m1 = v128.load(row, 16);
        const m2 = v128.load(row, 32);
        const m3 = v128.load(row, 48);
        const m4 = v128.load(row, 64);
        const m5 = v128.load(row, 80);
        row += 96;
        const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2);
        const u = f32x4.add(m3, m4), w = f32x4.sub(m3, m4);
        let out = corner + <usize>i * rowStep + c;
        v128.store(out, f32x4.add(f32x4.add(f32x4.add(m0, s), u), b));
        if (columns == 1) continue;
        out += pixelStep;
        v128.store(out, f32x4.add(madd(two, w, d), b));
        if (columns == 2) continue;
        out += pixelStep;
        v128.store(out, f32x4.add(madd(four, u, s), b));
        if (columns == 3) continue;
        out += pixelStep;
        v128.store(out, f32x4.add(f32x4.add(madd(eight, w, d), m5), b));
      }
    }
  }
}

/** Z[point][tile][channel] = A dY A^T, the transpose of `winograd_output`; pixels outside the image count as zero. */
export function winograd_output_gradient(
  dy: usize, z: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, lanes: i32,
): void {
  const pixelStep = <usize>(lanes * 4);
  const rowStep = <usize>width * pixelStep;
  const pointStep = <usize>tiles * pixelStep;
  const two = splat(2), four = splat(4), eight = splat(8);
  const zero = splat(0);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const tx = within - ty * tilesX;
    const rows = height - ty * 4;
    const columns = width - tx * 4;
    const corner = dy + <usize>(image * height + ty * 4) * rowStep + <usize>(tx * 4) * pixelStep;
    for (let c: usize = 0; c < pixelStep; c += LANE) {
      // Down the columns: A dY, six rows of four.
      let p = corner + c;
      let target = work;
      for (let column = 0; column < 4; column++) {
        const inside = column < columns;
        const y0 = inside ? v128.load(p) : zero;
        const y1 = inside && rows > 1 ? v128.load(p + rowStep) : zero;
        const y2 = inside && rows > 2 ? v128.load(p + 2 * rowStep) : zero;
        const y3 = inside && rows > 3 ? v128.load(p + 3 * rowStep) : zero;
        const even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
        const far = madd(four, y2, y0), farOdd = f32x4.mul(two, madd(four, y3, y1));
        v128.store(target, y0);
        v128.store(target, f32x4.add(even, odd), 64);
        v128.store(target, f32x4.sub(even, odd), 128);
        v128.store(target, f32x4.add(far, farOdd), 192);
        v128.store(target, f32x4.sub(far, farOdd), 256);
        v128.store(target, y3, 320);
        p += pixelStep;
        target += LANE;
      }
      let row = work;
      let out = z + <usize>t * pixelStep + c;
      for (let i = 0; i < 6; i++) {
        const y0 = v128.load(row);
        const y1 = v128.load(row, 16);
        const y2 = v128.load(row, 32);
        const y3 = v128.load(row, 48);
        row += 64;
        const even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
        const far = madd(four, y2, y0), farOdd = madd(eight, y3, f32x4.mul(two, y1));
        v128.store(out, y0);
        out += pointStep;
        v128.store(out, f32x4.add(even, odd));
        out += pointStep;
        v128.store(out, f32x4.sub(even, odd));
        out += pointStep;
        v128.store(out, f32x4.add(far, farOdd));
        out += pointStep;
        v128.store(out, f32x4.sub(far, farOdd));
        out += pointStep;
        v128.store(out, y3);
        out += pointStep;
      }
    }
  }
}

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
    let a0 = splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
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
  const m = v + <usize>(POINTS * chunk) * vStep;
  for (let first = from; first < to; first += chunk) {
    const tiles = min(chunk, to - first);
    winograd_input(x, v, work, first, tiles, tilesX, tilesPerImage, imageStep, rowStep, vStep, channels);
    let filters = u;
    for (let point = 0; point < POINTS; point++) {
      const vPoint = v + <usize>(point * tiles) * vStep;
      const mPoint = m + <usize>(point * tiles) * mStep;
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
  const z = v + <usize>(POINTS * chunk) * vStep;
  // Four floats more, which the last panel may read (and not use) when it is half empty.
  const part = z + <usize>(POINTS * chunk) * zStep + LANE;
  const source = x + <usize>(fromInput * 4);
  const slab = <usize>(inputs * PANEL * 4);
  for (let first = 0; first < allTiles; first += chunk) {
    const tiles = min(chunk, allTiles - first);
    winograd_input(source, v, work, first, tiles, tilesX, tilesPerImage, imageStep, rowStep, <usize>(channels * 4), inputs);
    winograd_output_gradient(dy, z, work, first, tiles, tilesX, tilesPerImage, height, width, lanes);
    for (let point = 0; point < POINTS; point++) {
      const vPoint = v + <usize>(point * tiles) * vStep;
      const zPoint = z + <usize>(point * tiles) * zStep;
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
