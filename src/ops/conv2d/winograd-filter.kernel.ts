/**
 * What Winograd's F(4x4, 3x3) does to filters (see `winograd.kernel.ts`): U = G g G^T before the products, and for the
 * weight gradient the transpose of it, dg = G^T dU G. Four outputs at a time, one in each lane.
 */
import { madd, padded } from '../../kernels/assembly/lanes';

const PANEL: i32 = 8;
/** Bytes of a 3x3 filter. */
const FILTER: i32 = 36;
const LANE: usize = 16;

/** Lane j of the result is the float at p + j * step, zero from `count` on. */
// @ts-ignore: decorator
@inline
function gather(p: usize, step: usize, count: i32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(p));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(p + step));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(p + 2 * step));
  if (count > 3) v = f32x4.replace_lane(v, 3, load<f32>(p + 3 * step));
  return v;
}

/** G times the column (g0, g1, g2): six lane groups, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storePoints(g0: v128, g1: v128, g2: v128, target: usize, step: usize): void {
  const sixth = f32x4.splat(1.0 / 6.0), twelfth = f32x4.splat(1.0 / 12.0), small = f32x4.splat(1.0 / 24.0);
  const ends = f32x4.mul(sixth, f32x4.add(g0, g2));
  const middle = f32x4.mul(sixth, g1);
  const far = madd(small, g0, f32x4.mul(sixth, g2));
  const farMiddle = f32x4.mul(twelfth, g1);
  v128.store(target, f32x4.mul(f32x4.splat(0.25), g0));
  v128.store(target + step, f32x4.neg(f32x4.add(ends, middle)));
  v128.store(target + 2 * step, f32x4.sub(middle, ends));
  v128.store(target + 3 * step, f32x4.add(far, farMiddle));
  v128.store(target + 4 * step, f32x4.sub(far, farMiddle));
  v128.store(target + 5 * step, g2);
}

/**
 * U of all filters as panels [point][panel][input][8]. The weight of (output, input, tap) lies at output * outputStep +
 * input * inputStep + tap; with `turned` the taps count backwards, which turns the filter by 180 degrees, for the input
 * gradient. Inputs are rounded up to lane groups; what lies past the last input or output is zero. `work` has room for 18
 * lane groups.
 */
export function winograd_filter(
  weight: usize, u: usize, work: usize, outputs: i32, inputs: i32, outputStep: usize, inputStep: usize, turned: i32,
): void {
  const inputLanes = padded(inputs);
  const panels = (padded(outputs) + PANEL - 1) / PANEL;
  const panelBytes = <usize>(inputLanes * PANEL * 4);
  const pointStep = <usize>panels * panelBytes;
  if (inputLanes != inputs || (outputs & (PANEL - 1)) != 0) memory.fill(u, 0, 36 * pointStep);
  const start: usize = turned ? 32 : 0;
  for (let output = 0; output < outputs; output += 4) {
    const count = min(4, outputs - output);
    const column = u + <usize>(output / PANEL) * panelBytes + <usize>((output % PANEL) * 4);
    let filter = weight + <usize>output * outputStep + start;
    for (let input = 0; input < inputs; input++) {
      // Down the columns: G g, six rows of three.
      for (let x: usize = 0; x < 3; x++) {
        const p = turned ? filter - x * 4 : filter + x * 4;
        const g0 = gather(p, outputStep, count);
        const g1 = gather(turned ? p - 12 : p + 12, outputStep, count);
        const g2 = gather(turned ? p - 24 : p + 24, outputStep, count);
        storePoints(g0, g1, g2, work + x * LANE, 3 * LANE);
      }
      let row = work;
      let target = column + <usize>(input * PANEL * 4);
      for (let i = 0; i < 6; i++) {
        storePoints(v128.load(row), v128.load(row, 16), v128.load(row, 32), target, pointStep);
        row += 48;
        target += 6 * pointStep;
      }
      filter += inputStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function storeLanes(v: v128, p: usize, step: usize, count: i32): void {
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(p + step, f32x4.extract_lane(v, 1));
  if (count > 2) store<f32>(p + 2 * step, f32x4.extract_lane(v, 2));
  if (count > 3) store<f32>(p + 3 * step, f32x4.extract_lane(v, 3));
}

/** The weight gradient [O][C][3][3] = G^T dU G from dU [point][panel][input][8], whose inputs are rounded up to lane groups. */
export function winograd_filter_gradient(du: usize, gradient: usize, work: usize, outChannels: i32, channels: i32): void {
  const panels = (padded(outChannels) + PANEL - 1) / PANEL;
  const panelBytes = <usize>(padded(channels) * PANEL * 4);
  const pointStep = <usize>panels * panelBytes;
  const filterStep = <usize>(channels * FILTER);
  const quarter = f32x4.splat(0.25), sixth = f32x4.splat(1.0 / 6.0), twelfth = f32x4.splat(1.0 / 12.0), small = f32x4.splat(1.0 / 24.0);
  for (let output = 0; output < outChannels; output += 4) {
    const count = min(4, outChannels - output);
    const column = du + <usize>(output / PANEL) * panelBytes + <usize>((output % PANEL) * 4);
    for (let c = 0; c < channels; c++) {
      let source = column + <usize>(c * PANEL * 4);
      // Down the columns of points: G^T dU, three rows of six.
      let target = work;
      for (let j = 0; j < 6; j++) {
        const u0 = v128.load(source);
        const u1 = v128.load(source + 6 * pointStep);
        const u2 = v128.load(source + 12 * pointStep);
        const u3 = v128.load(source + 18 * pointStep);
        const u4 = v128.load(source + 24 * pointStep);
        const u5 = v128.load(source + 30 * pointStep);
        const near = f32x4.mul(sixth, f32x4.add(u1, u2));
        const far = f32x4.add(u3, u4);
        v128.store(target, f32x4.sub(madd(small, far, f32x4.mul(quarter, u0)), near));
        v128.store(target, madd(twelfth, f32x4.sub(u3, u4), f32x4.mul(sixth, f32x4.sub(u2, u1))), 96);
        v128.store(target, f32x4.add(f32x4.sub(f32x4.mul(sixth, far), near), u5), 192);
        source += pointStep;
        target += LANE;
      }
      let row = work;
      let filter = gradient + <usize>output * filterStep + <usize>(c * FILTER);
      for (let i = 0; i < 3; i++) {
        const u0 = v128.load(row);
        const u1 = v128.load(row, 16);
        const u2 = v128.load(row, 32);
        const u3 = v128.load(row, 48);
        const u4 = v128.load(row, 64);
        const u5 = v128.load(row, 80);
        row += 96;
        const near = f32x4.mul(sixth, f32x4.add(u1, u2));
        const far = f32x4.add(u3, u4);
        storeLanes(f32x4.sub(madd(small, far, f32x4.mul(quarter, u0)), near), filter, filterStep, count);
        storeLanes(madd(twelfth, f32x4.sub(u3, u4), f32x4.mul(sixth, f32x4.sub(u2, u1))), filter + 4, filterStep, count);
        storeLanes(f32x4.add(f32x4.sub(f32x4.mul(sixth, far), near), u5), filter + 8, filterStep, count);
        filter += 12;
      }
    }
  }
}
