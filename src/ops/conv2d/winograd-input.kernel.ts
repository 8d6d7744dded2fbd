/**
 * The transform of the input of Winograd's forms (see `kernels/assembly/winograd.ts`), V = B^T d B, four channels at a time: down
 * the columns first, into `work`, and then along the rows. Tiles are numbered (n * tilesY + ty) * tilesX + tx, and begin
 * `step` pixels apart; what lies outside the image is zero.
 */
import { madd } from '../../kernels/assembly/lanes';
import { LANE, POINT_GAP } from '../../kernels/assembly/winograd';

/**
 * Copies `size` x `size` pixels from row y and column x on, `bytes` of each pixel, with zeros for those outside the image: only for
 * the tiles at the border.
 */
export function winograd_patch(
  image: usize, patch: usize, size: i32, y: i32, x: i32, height: i32, width: i32, pixelStep: usize, bytes: usize,
): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < size; i++) {
    const insideRow = <u32>(y + i) < <u32>height;
    for (let j = 0; j < size; j++) {
      if (insideRow && <u32>(x + j) < <u32>width) {
        const source = image + <usize>((y + i) * width + x + j) * pixelStep;
        for (let at: usize = 0; at < bytes; at += LANE) v128.store(patch + at, v128.load(source + at));
      } else {
        for (let at: usize = 0; at < bytes; at += LANE) v128.store(patch + at, zero);
      }
      patch += bytes;
    }
  }
}

/**
 * V[point][tile][channel] for the tiles [first, first + tiles), 6 x 6 points. `bytes` are taken of each pixel, which has
 * `pixelStep` bytes; the first tile of an image begins `top` and `left` pixels outside it. `work` has room for 36 lane groups and
 * 36 times `bytes`.
 */
export function winograd_input_6(
  x: usize, v: usize, work: usize, first: i32, tiles: i32, step: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, top: i32, left: i32, pixelStep: usize, bytes: usize,
): void {
  const pointStep = <usize>tiles * bytes + POINT_GAP;
  const patch = work + 36 * LANE;
  const four = f32x4.splat(4), minusFour = f32x4.splat(-4), minusFive = f32x4.splat(-5);
  const two = f32x4.splat(2), minusTwo = f32x4.splat(-2);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const y0 = ty * step - top;
    const x0 = (within - ty * tilesX) * step - left;
    const origin = x + <usize>(image * height * width) * pixelStep;
    let corner: usize = patch, rowStep: usize = 6 * bytes, columnStep: usize = bytes;
    if (y0 >= 0 && x0 >= 0 && y0 + 6 <= height && x0 + 6 <= width) {
      corner = origin + <usize>(y0 * width + x0) * pixelStep;
      rowStep = <usize>width * pixelStep;
      columnStep = pixelStep;
    } else winograd_patch(origin, patch, 6, y0, x0, height, width, pixelStep, bytes);
    for (let c: usize = 0; c < bytes; c += LANE) {
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
        source += columnStep;
        target += LANE;
      }
      // Along the rows: (B^T d) B.
      let row = work;
      let out = v + <usize>t * bytes + c;
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

/** The same for 4 x 4 points. `work` has room for 16 lane groups and 16 times `bytes`. */
export function winograd_input_4(
  x: usize, v: usize, work: usize, first: i32, tiles: i32, step: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, top: i32, left: i32, pixelStep: usize, bytes: usize,
): void {
  const pointStep = <usize>tiles * bytes + POINT_GAP;
  const patch = work + 16 * LANE;
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const y0 = ty * step - top;
    const x0 = (within - ty * tilesX) * step - left;
    const origin = x + <usize>(image * height * width) * pixelStep;
    let corner: usize = patch, rowStep: usize = 4 * bytes, columnStep: usize = bytes;
    if (y0 >= 0 && x0 >= 0 && y0 + 4 <= height && x0 + 4 <= width) {
      corner = origin + <usize>(y0 * width + x0) * pixelStep;
      rowStep = <usize>width * pixelStep;
      columnStep = pixelStep;
    } else winograd_patch(origin, patch, 4, y0, x0, height, width, pixelStep, bytes);
    for (let c: usize = 0; c < bytes; c += LANE) {
      let source = corner + c;
      let target = work;
      for (let column = 0; column < 4; column++) {
        let p = source;
        const d0 = v128.load(p);
        p += rowStep;
        const d1 = v128.load(p);
        p += rowStep;
        const d2 = v128.load(p);
        p += rowStep;
        const d3 = v128.load(p);
        v128.store(target, f32x4.sub(d0, d2));
        v128.store(target, f32x4.add(d1, d2), 64);
        v128.store(target, f32x4.sub(d2, d1), 128);
        v128.store(target, f32x4.sub(d1, d3), 192);
        source += columnStep;
        target += LANE;
      }
      let row = work;
      let out = v + <usize>t * bytes + c;
      for (let i = 0; i < 4; i++) {
        const d0 = v128.load(row);
        const d1 = v128.load(row, 16);
        const d2 = v128.load(row, 32);
        const d3 = v128.load(row, 48);
        row += 64;
        v128.store(out, f32x4.sub(d0, d2));
        out += pointStep;
        v128.store(out, f32x4.add(d1, d2));
        out += pointStep;
        v128.store(out, f32x4.sub(d2, d1));
        out += pointStep;
        v128.store(out, f32x4.sub(d1, d3));
        out += pointStep;
      }
    }
  }
}
