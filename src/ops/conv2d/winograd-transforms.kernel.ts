/**
 * The transforms of Winograd's F(4x4, 3x3) on images (see `winograd.kernel.ts`), four channels at a time: B^T d B of the
 * input, A^T M A to the output, and the transpose of that for its gradient. Each goes down the columns first, into `work`,
 * and then along the rows.
 */
import { madd } from '../../kernels/assembly/lanes';
import { POINT_GAP } from '../../kernels/assembly/winograd';

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
  const pointStep = <usize>tiles * tileStep + POINT_GAP;
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
  const pointStep = <usize>tiles * pixelStep + POINT_GAP;
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
  const pointStep = <usize>tiles * pixelStep + POINT_GAP;
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
