/**
 * The transform to the output of Winograd's forms (see `kernels/assembly/winograd.ts`), Y = A^T M A, and the transpose of it for the
 * gradient of the output, Z = A dY A^T; four channels at a time, down the columns first, into `work`, and then along the rows.
 * Pixels of a tile that lie outside the image are left out, or count as zero.
 */
import { madd } from '../../kernels/assembly/lanes';
import { F2_5, LANE, POINT_GAP, pointsOf } from '../../kernels/assembly/winograd';

/**
 * The 4x4 output pixels of the tiles [first, first + tiles): max(A^T M A + bias, lowest), M[point][tile][channel] of 6 x 6 points.
 * `bias` has a value for each lane, `lowest` one lane group: zeros for a rectifier, minus infinity for none. `work` has room for 24
 * lane groups.
 */
export function winograd_output_4(
  m: usize, y: usize, bias: usize, lowest: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, lanes: i32,
): void {
  const pixelStep = <usize>(lanes * 4);
  const rowStep = <usize>width * pixelStep;
  const pointStep = <usize>tiles * pixelStep + POINT_GAP;
  const two = f32x4.splat(2), four = f32x4.splat(4), eight = f32x4.splat(8);
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
      const b = v128.load(bias + c), low = v128.load(lowest);
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
        const y0 = f32x4.pmax(f32x4.add(f32x4.add(f32x4.add(m0, s), u), b), low);
        const y1 = f32x4.pmax(f32x4.add(madd(two, w, d), b), low);
        const y2 = f32x4.pmax(f32x4.add(madd(four, u, s), b), low);
        const y3 = f32x4.pmax(f32x4.add(f32x4.add(madd(eight, w, d), m5), b), low);
        const out = corner + <usize>i * rowStep + c;
        v128.store(out, y0);
        if (columns == 4) {
          v128.store(out + pixelStep, y1);
          v128.store(out + 2 * pixelStep, y2);
          v128.store(out + 3 * pixelStep, y3);
        } else if (columns > 1) {
          v128.store(out + pixelStep, y1);
          if (columns > 2) v128.store(out + 2 * pixelStep, y2);
        }
      }
    }
  }
}

/** The first of two outputs from a column (or row) of points, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function firstOf(form: i32, p: usize, step: usize): v128 {
  const sum = f32x4.add(f32x4.add(v128.load(p), v128.load(p + step)), v128.load(p + 2 * step));
  if (form != F2_5) return sum;
  return f32x4.add(sum, f32x4.add(v128.load(p + 3 * step), v128.load(p + 4 * step)));
}

// @ts-ignore: decorator
@inline
function secondOf(form: i32, p: usize, step: usize): v128 {
  const difference = f32x4.sub(v128.load(p + step), v128.load(p + 2 * step));
  if (form != F2_5) return f32x4.sub(difference, v128.load(p + 3 * step));
  const far = f32x4.sub(v128.load(p + 3 * step), v128.load(p + 4 * step));
  return f32x4.add(madd(f32x4.splat(2), far, difference), v128.load(p + 5 * step));
}

/** As `winograd_output_4` for the forms with 2x2 outputs. `work` has room for 12 lane groups. */
export function winograd_output_2(
  form: i32, m: usize, y: usize, bias: usize, lowest: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, lanes: i32,
): void {
  const points = pointsOf(form);
  const pixelStep = <usize>(lanes * 4);
  const rowStep = <usize>width * pixelStep;
  const pointStep = <usize>tiles * pixelStep + POINT_GAP;
  const downStep = pointStep * points;
  const workStep = <usize>points * LANE;
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const tx = within - ty * tilesX;
    const wide = tx * 2 + 1 < width;
    const rows = min(2, height - ty * 2);
    const corner = y + <usize>(image * height + ty * 2) * rowStep + <usize>(tx * 2) * pixelStep;
    for (let c: usize = 0; c < pixelStep; c += LANE) {
      let source = m + <usize>t * pixelStep + c;
      let target = work;
      for (let column = 0; column < points; column++) {
        v128.store(target, firstOf(form, source, downStep));
        v128.store(target + workStep, secondOf(form, source, downStep));
        source += pointStep;
        target += LANE;
      }
      const b = v128.load(bias + c), low = v128.load(lowest);
      let row = work;
      let out = corner + c;
      for (let i = 0; i < rows; i++) {
        v128.store(out, f32x4.pmax(f32x4.add(firstOf(form, row, LANE), b), low));
        if (wide) v128.store(out + pixelStep, f32x4.pmax(f32x4.add(secondOf(form, row, LANE), b), low));
        row += workStep;
        out += rowStep;
      }
    }
  }
}

/** Z[point][tile][channel] of 6 x 6 points from tiles of 4x4 pixels. `work` has room for 24 lane groups. */
export function winograd_output_gradient_4(
  dy: usize, z: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, lanes: i32,
): void {
  const pixelStep = <usize>(lanes * 4);
  const rowStep = <usize>width * pixelStep;
  const pointStep = <usize>tiles * pixelStep + POINT_GAP;
  const two = f32x4.splat(2), four = f32x4.splat(4), eight = f32x4.splat(8);
  const zero = f32x4.splat(0);
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

/** A times the column (y0, y1): the points `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storePoints(form: i32, y0: v128, y1: v128, target: usize, step: usize): void {
  v128.store(target, y0);
  v128.store(target + step, f32x4.add(y0, y1));
  v128.store(target + 2 * step, f32x4.sub(y0, y1));
  if (form != F2_5) {
    v128.store(target + 3 * step, f32x4.neg(y1));
    return;
  }
  const twice = f32x4.add(y1, y1);
  v128.store(target + 3 * step, f32x4.add(y0, twice));
  v128.store(target + 4 * step, f32x4.sub(y0, twice));
  v128.store(target + 5 * step, y1);
}

/** As `winograd_output_gradient_4` for the forms with 2x2 outputs. `work` has room for 12 lane groups. */
export function winograd_output_gradient_2(
  form: i32, dy: usize, z: usize, work: usize, first: i32, tiles: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, lanes: i32,
): void {
  const points = pointsOf(form);
  const pixelStep = <usize>(lanes * 4);
  const rowStep = <usize>width * pixelStep;
  const pointStep = <usize>tiles * pixelStep + POINT_GAP;
  const zero = f32x4.splat(0);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const tx = within - ty * tilesX;
    const high = ty * 2 + 1 < height;
    const wide = tx * 2 + 1 < width;
    const corner = dy + <usize>(image * height + ty * 2) * rowStep + <usize>(tx * 2) * pixelStep;
    for (let c: usize = 0; c < pixelStep; c += LANE) {
      const p = corner + c;
      storePoints(form, v128.load(p), high ? v128.load(p + rowStep) : zero, work, 2 * LANE);
      const right = p + pixelStep;
      storePoints(form, wide ? v128.load(right) : zero, wide && high ? v128.load(right + rowStep) : zero, work + LANE, 2 * LANE);
      let row = work;
      let out = z + <usize>t * pixelStep + c;
      for (let i = 0; i < points; i++) {
        storePoints(form, v128.load(row), v128.load(row, 16), out, pointStep);
        row += 2 * LANE;
        out += <usize>points * pointStep;
      }
    }
  }
}
