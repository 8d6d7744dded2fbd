/**
 * Matrices into and out of the panels of the convolution kernels, [panel][8 biases][length][8]: eight output columns a
 * panel. Matrices are row-major with `step` bytes from row to row, and readable for 28 bytes past their end. Past the
 * last output column a panel holds zeros, whatever lies there in memory.
 */
import { padded } from '../../kernels/assembly/lanes.ts';
import { column0, column1, column2, column3 } from '../../kernels/assembly/transpose.ts';

const PANEL: i32 = 8;

/** All ones in the first `left` lanes, zeros in the others. */
// @ts-expect-error: decorator
@inline
function firstLanes(left: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
}

/** Panels of the columns of w [rows][columns], without biases: what x [.., rows] is multiplied with for x w. */
export function matrix_pack(w: usize, step: usize, packed: usize, rows: i32, columns: i32): void {
  const zero = f32x4.splat(0);
  for (let first = 0; first < columns; first += PANEL) {
    const maskA = firstLanes(columns - first), maskB = firstLanes(columns - first - 4);
    v128.store(packed, zero);
    v128.store(packed, zero, 16);
    packed += PANEL * 4;
    let source = w + <usize>(first * 4);
    for (let row = 0; row < rows; row++) {
      v128.store(packed, v128.and(v128.load(source), maskA));
      v128.store(packed, v128.and(v128.load(source, 16), maskB), 16);
      packed += PANEL * 4;
      source += step;
    }
  }
}

/** Panels of the rows of w [rows][columns] with biases [rows] (or 0): what x [.., columns] is multiplied with for x w^T + b. */
export function matrix_pack_transposed(w: usize, step: usize, bias: usize, packed: usize, rows: i32, columns: i32): void {
  const zero = f32x4.splat(0);
  for (let first = 0; first < rows; first += PANEL) {
    const maskA = firstLanes(rows - first), maskB = firstLanes(rows - first - 4);
    v128.store(packed, bias != 0 ? v128.and(v128.load(bias + <usize>(first * 4)), maskA) : zero);
    v128.store(packed, bias != 0 ? v128.and(v128.load(bias + <usize>(first * 4), 16), maskB) : zero, 16);
    packed += PANEL * 4;
    // Rows past the last repeat it and are masked out.
    const last = w + <usize>(rows - 1) * step;
    let r0 = w + <usize>first * step;
    let r1 = min(r0 + step, last);
    let r2 = min(r1 + step, last);
    let r3 = min(r2 + step, last);
    let r4 = min(r3 + step, last);
    let r5 = min(r4 + step, last);
    let r6 = min(r5 + step, last);
    let r7 = min(r6 + step, last);
    for (let left = columns; left > 0; left -= 4) {
      const a = v128.load(r0), b = v128.load(r1), c = v128.load(r2), d = v128.load(r3);
      const e = v128.load(r4), f = v128.load(r5), g = v128.load(r6), h = v128.load(r7);
      v128.store(packed, v128.and(column0(a, b, c, d), maskA));
      v128.store(packed, v128.and(column0(e, f, g, h), maskB), 16);
      if (left > 1) {
        v128.store(packed, v128.and(column1(a, b, c, d), maskA), 32);
        v128.store(packed, v128.and(column1(e, f, g, h), maskB), 48);
      }
      if (left > 2) {
        v128.store(packed, v128.and(column2(a, b, c, d), maskA), 64);
        v128.store(packed, v128.and(column2(e, f, g, h), maskB), 80);
      }
      if (left > 3) {
        v128.store(packed, v128.and(column3(a, b, c, d), maskA), 96);
        v128.store(packed, v128.and(column3(e, f, g, h), maskB), 112);
      }
      packed += <usize>(min(left, 4) * PANEL * 4);
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
      r4 += 16;
      r5 += 16;
      r6 += 16;
      r7 += 16;
    }
  }
}

/**
 * Adds the groups' partial sums [group][panel][rows][8], `groupBytes` apart, and puts them into a matrix [rows][columns
 * padded with zeros to 4], `step` bytes from row to row.
 */
export function matrix_unpack(
  partial: usize, groups: i32, groupBytes: usize, out: usize, step: usize, rows: i32, columns: i32,
): void {
  const lanes = padded(columns);
  for (let first = 0; first < columns; first += PANEL) {
    const maskA = firstLanes(columns - first), maskB = firstLanes(columns - first - 4);
    const wide = lanes - first > 4;
    let target = out + <usize>(first * 4);
    for (let row = 0; row < rows; row++) {
      let sumA = v128.load(partial), sumB = v128.load(partial, 16);
      let source = partial;
      for (let group = 1; group < groups; group++) {
        source += groupBytes;
        sumA = f32x4.add(sumA, v128.load(source));
        sumB = f32x4.add(sumB, v128.load(source, 16));
      }
      v128.store(target, v128.and(sumA, maskA));
      if (wide) v128.store(target, v128.and(sumB, maskB), 16);
      partial += PANEL * 4;
      target += step;
    }
  }
}

/**
 * Adds the groups' partial sums [group][panel][columns][8], `groupBytes` apart, and puts them into a dense matrix
 * [rows][columns], a panel being eight rows.
 */
export function matrix_unpack_transposed(
  partial: usize, groups: i32, groupBytes: usize, out: usize, rows: i32, columns: i32,
): void {
  const step = <usize>(columns * 4);
  for (let first = 0; first < rows; first += 4) {
    // Four rows at a time: half a panel.
    let source = partial + <usize>(first / PANEL * columns * PANEL * 4 + (first & 4) * 4);
    let target = out + <usize>first * step;
    const left = rows - first;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      let a = v128.load(source), b = v128.load(source, 32), c = v128.load(source, 64), d = v128.load(source, 96);
      let next = source;
      for (let group = 1; group < groups; group++) {
        next += groupBytes;
        a = f32x4.add(a, v128.load(next));
        b = f32x4.add(b, v128.load(next, 32));
        c = f32x4.add(c, v128.load(next, 64));
        d = f32x4.add(d, v128.load(next, 96));
      }
      v128.store(target, column0(a, b, c, d));
      if (left > 1) v128.store(target + step, column1(a, b, c, d));
      if (left > 2) v128.store(target + 2 * step, column2(a, b, c, d));
      if (left > 3) v128.store(target + 3 * step, column3(a, b, c, d));
      source += 4 * PANEL * 4;
      target += 16;
    }
    for (; column < columns; column++) {
      let sum = v128.load(source);
      let next = source;
      for (let group = 1; group < groups; group++) {
        next += groupBytes;
        sum = f32x4.add(sum, v128.load(next));
      }
      store<f32>(target, f32x4.extract_lane(sum, 0));
      if (left > 1) store<f32>(target + step, f32x4.extract_lane(sum, 1));
      if (left > 2) store<f32>(target + 2 * step, f32x4.extract_lane(sum, 2));
      if (left > 3) store<f32>(target + 3 * step, f32x4.extract_lane(sum, 3));
      source += PANEL * 4;
      target += 4;
    }
  }
}
