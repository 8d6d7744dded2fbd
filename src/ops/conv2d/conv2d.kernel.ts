/**
 * Direct convolution on channels-last images. The weights are packed into panels of eight output channels,
 * [panel][8 biases][kernel row][kernel column][input channel][8]; a tile is five output pixels by one panel, held in ten
 * vector registers. For each pixel the weights meet `runs` of input floats that lie side by side in memory: a whole
 * kernel row (dilation 1) or one kernel tap (dilated). The linear layer is the case of a 1x1 kernel.
 */
import { madd } from '../../kernels/assembly/lanes.ts';

/** Floats in a panel row. */
const PANEL: i32 = 8;
/** Pixels in a tile. */
const TILE: i32 = 5;
/** Pixels that share one pass over the panels, so that their input stays in the first-level cache. */
const CHUNK: i32 = 20 * TILE;

/**
 * One tile: out[j][0..floats] = bias + sum over runs of x[p_j + ...] * w, no less than zero if `relu`. Exported so that
 * the optimizer does not inline it into its caller, where it would run out of registers.
 */
export function conv_tile(
  p0: usize, p1: usize, p2: usize, p3: usize, p4: usize,
  w: usize, runsY: i32, runsX: i32, skipX: usize, skipY: usize, length: i32,
  o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, floats: i32, relu: i32,
): void {
  let a0 = v128.load(w), b0 = v128.load(w, 16);
  let a1 = a0, b1 = b0;
  let a2 = a0, b2 = b0;
  let a3 = a0, b3 = b0;
  let a4 = a0, b4 = b0;
  w += 32;
  let y = runsY;
  do {
    let x = runsX;
    do {
      let k = length;
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
        // Never taken. V8 puts all loads of a basic block before its arithmetic, and seven loads beside ten sums are more
        // than there are registers; this way there are two blocks.
        if (k < 0) break;
        s = v128.load_splat<f32>(p3);
        p3 += 4;
        a3 = madd(s, wa, a3);
        b3 = madd(s, wb, b3);
        s = v128.load_splat<f32>(p4);
        p4 += 4;
        a4 = madd(s, wa, a4);
        b4 = madd(s, wb, b4);
      } while (--k);
      p0 += skipX;
      p1 += skipX;
      p2 += skipX;
      p3 += skipX;
      p4 += skipX;
    } while (--x);
    p0 += skipY;
    p1 += skipY;
    p2 += skipY;
    p3 += skipY;
    p4 += skipY;
  } while (--y);
  if (relu) {
    const zero = f32x4.splat(0);
    a0 = f32x4.max(a0, zero);
    b0 = f32x4.max(b0, zero);
    a1 = f32x4.max(a1, zero);
    b1 = f32x4.max(b1, zero);
    a2 = f32x4.max(a2, zero);
    b2 = f32x4.max(b2, zero);
    a3 = f32x4.max(a3, zero);
    b3 = f32x4.max(b3, zero);
    a4 = f32x4.max(a4, zero);
    b4 = f32x4.max(b4, zero);
  }
  if (floats == PANEL) {
    v128.store(o0, a0);
    v128.store(o0, b0, 16);
    v128.store(o1, a1);
    v128.store(o1, b1, 16);
    v128.store(o2, a2);
    v128.store(o2, b2, 16);
    v128.store(o3, a3);
    v128.store(o3, b3, 16);
    v128.store(o4, a4);
    v128.store(o4, b4, 16);
  } else {
    storePart(o0, a0, b0, floats);
    storePart(o1, a1, b1, floats);
    storePart(o2, a2, b2, floats);
    storePart(o3, a3, b3, floats);
    storePart(o4, a4, b4, floats);
  }
}

/** The first `floats` of eight. */
function storePart(out: usize, a: v128, b: v128, floats: i32): void {
  if (floats >= 4) {
    v128.store(out, a);
    out += 16;
    a = b;
    floats -= 4;
  }
  if (floats & 2) {
    v128.store64_lane(out, a, 0);
    out += 8;
    a = i64x2.shuffle(a, a, 1, 0);
  }
  if (floats & 1) v128.store32_lane(out, a, 0);
}

/**
 * Output pixels [from, to) of all images, numbered (n * outHeight + y) * outWidth + x; of each, `channels` floats are written
 * and what lies between is left alone. Steps are in bytes. In the input they go from one output pixel to the next
 * (imageStep, rowStep, pixelStep), between kernel rows (kernelStepY) and between kernel columns (kernelStepX, for
 * runsX > 1); in the output from pixel to pixel.
 */
export function conv_forward(
  x: usize, packed: usize, out: usize,
  imageStep: usize, rowStep: usize, pixelStep: usize,
  outImageStep: usize, outRowStep: usize, outPixelStep: usize,
  runsY: i32, runsX: i32, kernelStepY: usize, kernelStepX: usize, length: i32,
  channels: i32, relu: i32, outHeight: i32, outWidth: i32, from: i32, to: i32,
): void {
  const skipX = kernelStepX - <usize>(length * 4);
  const skipY = kernelStepY - <usize>runsX * kernelStepX;
  const panelBytes = <usize>((1 + runsY * runsX * length) * PANEL * 4);
  const imagePixels = outHeight * outWidth;
  const rowSkip = rowStep - <usize>outWidth * pixelStep;
  const imageSkip = imageStep - <usize>outHeight * rowStep;
  const outRowSkip = outRowStep - <usize>outWidth * outPixelStep;
  const outImageSkip = outImageStep - <usize>outHeight * outRowStep;
  for (let start = from; start < to; start += CHUNK) {
    const end = min(start + CHUNK, to);
    const image = start / imagePixels;
    const within = start - image * imagePixels;
    const firstRow = within / outWidth;
    const firstColumn = within - firstRow * outWidth;
    const source = x + <usize>image * imageStep + <usize>firstRow * rowStep + <usize>firstColumn * pixelStep;
    let target = out + <usize>image * outImageStep + <usize>firstRow * outRowStep + <usize>firstColumn * outPixelStep;
    let panel = packed;
    for (let channel = 0; channel < channels; channel += PANEL) {
      const floats = min(PANEL, channels - channel);
      // The position of the next pixel, stepped along instead of divided out for each.
      let p = source;
      let o = target;
      let column = firstColumn;
      let rowsLeft = outHeight - firstRow;
      for (let pixel = start; pixel < end; pixel += TILE) {
        const p0 = p, o0 = o;
        let p1 = p, p2 = p, p3 = p, p4 = p;
        let o1 = o, o2 = o, o3 = o, o4 = o;
        if (column + TILE < outWidth && pixel + TILE <= end) {
          p1 = p0 + pixelStep;
          p2 = p1 + pixelStep;
          p3 = p2 + pixelStep;
          p4 = p3 + pixelStep;
          p = p4 + pixelStep;
          o1 = o0 + outPixelStep;
          o2 = o1 + outPixelStep;
          o3 = o2 + outPixelStep;
          o4 = o3 + outPixelStep;
          o = o4 + outPixelStep;
          column += TILE;
        } else {
          // Across the end of a row. Pixels past the last one repeat it: they are computed and stored again.
          const rows = min(TILE, end - pixel);
          for (let j = 1; j <= rows; j++) {
            p += pixelStep;
            o += outPixelStep;
            if (++column == outWidth) {
              column = 0;
              p += rowSkip;
              o += outRowSkip;
              if (--rowsLeft == 0) {
                rowsLeft = outHeight;
                p += imageSkip;
                o += outImageSkip;
              }
            }
            if (j == rows) break;
            p4 = p;
            o4 = o;
            if (j == 4) continue;
            p3 = p;
            o3 = o;
            if (j == 3) continue;
            p2 = p;
            o2 = o;
            if (j == 2) continue;
            p1 = p;
            o1 = o;
          }
        }
        conv_tile(p0, p1, p2, p3, p4, panel, runsY, runsX, skipX, skipY, length, o0, o1, o2, o3, o4, floats, relu);
      }
      panel += panelBytes;
      target += PANEL * 4;
    }
  }
}
