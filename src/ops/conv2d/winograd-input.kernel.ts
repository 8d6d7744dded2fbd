/**
 * The transform of the input of Winograd's forms (see `kernels/assembly/winograd.ts`), V = B^T d B, four channels at a time: down
 * the columns first, into `work`, and then along the rows. Tiles are numbered (n * tilesY + ty) * tilesX + tx, and begin
 * `step` pixels apart; what lies outside the image is zero.
 */
import { madd } from '../../kernels/assembly/lanes';
import { LANE, POINT_GAP } from '../../kernels/assembly/winograd';

/**
 * V[point][tile][channel] for the tiles [first, first + tiles), 6 x 6 points. `bytes` are taken of each pixel, which has
 * `pixelStep` bytes; the first tile of an image begins `top` and `left` pixels outside it. `work` has room for 36 lane groups;
 * `zeros` are six pixels of zeros, which stand in for rows outside the image.
 */
export function winograd_input_6(
  x: usize, v: usize, work: usize, zeros: usize, first: i32, tiles: i32, step: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, top: i32, left: i32, pixelStep: usize, bytes: usize,
): void {
  const pointStep = <usize>tiles * bytes + POINT_GAP;
  const four = f32x4.splat(4), minusFour = f32x4.splat(-4), minusFive = f32x4.splat(-5);
  const two = f32x4.splat(2), minusTwo = f32x4.splat(-2);
  const rowStep = <usize>width * pixelStep;
  const zero = f32x4.splat(0);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const y0 = ty * step - top;
    const x0 = (within - ty * tilesX) * step - left;
    // Rows outside the image are read from the zeros, columns outside it are not read at all.
    const fromColumn = max(0, -x0);
    const toColumn = min(6, width - x0);
    const corner = x + <usize>((image * height + y0) * width + x0 + fromColumn) * pixelStep;
    const r0 = <u32>y0 < <u32>height ? corner : zeros;
    const r1 = <u32>(y0 + 1) < <u32>height ? corner + rowStep : zeros;
    const r2 = <u32>(y0 + 2) < <u32>height ? corner + <usize>2 * rowStep : zeros;
    const r3 = <u32>(y0 + 3) < <u32>height ? corner + <usize>3 * rowStep : zeros;
    const r4 = <u32>(y0 + 4) < <u32>height ? corner + <usize>4 * rowStep : zeros;
    const r5 = <u32>(y0 + 5) < <u32>height ? corner + <usize>5 * rowStep : zeros;
    if (fromColumn != 0 || toColumn != 6) {
      for (let at: usize = 0; at < 36 * LANE; at += LANE) v128.store(work + at, zero);
    }
    for (let c: usize = 0; c < bytes; c += LANE) {
      // Down the columns: B^T d.
      let p0 = r0 + c;
      let p1 = r1 + c;
      let p2 = r2 + c;
      let p3 = r3 + c;
      let p4 = r4 + c;
      let p5 = r5 + c;
      let target = work + <usize>fromColumn * LANE;
      for (let column = fromColumn; column < toColumn; column++) {
        const d0 = v128.load(p0);
        const d1 = v128.load(p1);
        const d2 = v128.load(p2);
        const d3 = v128.load(p3);
        const d4 = v128.load(p4);
        const d5 = v128.load(p5);
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
        p0 += pixelStep;
        p1 += pixelStep;
        p2 += pixelStep;
        p3 += pixelStep;
        p4 += pixelStep;
        p5 += pixelStep;
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

/** The same for 4 x 4 points. `work` has room for 16 lane groups. */
export function winograd_input_4(
  x: usize, v: usize, work: usize, zeros: usize, first: i32, tiles: i32, step: i32, tilesX: i32, tilesPerImage: i32,
  height: i32, width: i32, top: i32, left: i32, pixelStep: usize, bytes: usize,
): void {
  const pointStep = <usize>tiles * bytes + POINT_GAP;
  const rowStep = <usize>width * pixelStep;
  const zero = f32x4.splat(0);
  for (let t = 0; t < tiles; t++) {
    const tile = first + t;
    const image = tile / tilesPerImage;
    const within = tile - image * tilesPerImage;
    const ty = within / tilesX;
    const y0 = ty * step - top;
    const x0 = (within - ty * tilesX) * step - left;
    // Rows outside the image are read from the zeros, columns outside it are not read at all.
    const fromColumn = max(0, -x0);
    const toColumn = min(4, width - x0);
    const corner = x + <usize>((image * height + y0) * width + x0 + fromColumn) * pixelStep;
    const r0 = <u32>y0 < <u32>height ? corner : zeros;
    const r1 = <u32>(y0 + 1) < <u32>height ? corner + rowStep : zeros;
    const r2 = <u32>(y0 + 2) < <u32>height ? corner + <usize>2 * rowStep : zeros;
    const r3 = <u32>(y0 + 3) < <u32>height ? corner + <usize>3 * rowStep : zeros;
    if (fromColumn != 0 || toColumn != 4) {
      for (let at: usize = 0; at < 16 * LANE; at += LANE) v128.store(work + at, zero);
    }
    for (let c: usize = 0; c < bytes; c += LANE) {
      let p0 = r0 + c;
      let p1 = r1 + c;
      let p2 = r2 + c;
      let p3 = r3 + c;
      let target = work + <usize>fromColumn * LANE;
      for (let column = fromColumn; column < toColumn; column++) {
        const d0 = v128.load(p0);
        const d1 = v128.load(p1);
        const d2 = v128.load(p2);
        const d3 = v128.load(p3);
        v128.store(target, f32x4.sub(d0, d2));
        v128.store(target, f32x4.add(d1, d2), 64);
        v128.store(target, f32x4.sub(d2, d1), 128);
        v128.store(target, f32x4.sub(d1, d3), 192);
        p0 += pixelStep;
        p1 += pixelStep;
        p2 += pixelStep;
        p3 += pixelStep;
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
