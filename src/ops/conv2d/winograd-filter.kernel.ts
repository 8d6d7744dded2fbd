/**
 * What Winograd's forms (see `kernels/assembly/winograd.ts`) do to filters: U = G g G^T before the products, and for the
 * weight gradient the transpose of it, dg = G^T dU G. Four outputs at a time, one in each lane.
 */
import { padded } from '../../kernels/assembly/lanes';
import { contract_points, expand_taps, LANE, POINT_GAP, pointsOf, tapsOf } from '../../kernels/assembly/winograd';

const PANEL: i32 = 8;

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

/**
 * U of the filters [from, to) of `outputs`, from a multiple of eight on, as panels [point][panel][input][8]. The weight of
 * (output, input, tap) lies at output * outputStep + input * inputStep + tap; with `turned` the taps count backwards, which
 * turns the filter by 180 degrees, for the input gradient. Inputs are rounded up to lane groups; what lies past the last input
 * or output is zero. `work` has room for 56 lane groups.
 */
export function winograd_filter(
  form: i32, weight: usize, u: usize, work: usize, outputs: i32, inputs: i32, outputStep: usize, inputStep: usize, turned: i32,
  from: i32, to: i32,
): void {
  const points = pointsOf(form), taps = tapsOf(form), area = taps * taps;
  const inputLanes = padded(inputs);
  const panels = (padded(outputs) + PANEL - 1) / PANEL;
  const panelBytes = <usize>(inputLanes * PANEL * 4);
  const pointStep = <usize>panels * panelBytes + POINT_GAP;
  const middle = work + <usize>area * LANE;
  for (let output = from; output < to; output += 4) {
    const count = min(4, outputs - output);
    const column = u + <usize>(output / PANEL) * panelBytes + <usize>((output % PANEL) * 4);
    let filter = weight + <usize>output * outputStep;
    for (let input = 0; input < inputLanes; input++) {
      let target = column + <usize>(input * PANEL * 4);
      if (input >= inputs || count <= 0) {
        for (let point = 0; point < points * points; point++) {
          v128.store(target, f32x4.splat(0));
          target += pointStep;
        }
        continue;
      }
      for (let tap = 0; tap < area; tap++) {
        v128.store(work + <usize>tap * LANE, gather(filter + <usize>((turned ? area - 1 - tap : tap) * 4), outputStep, count));
      }
      const rowStep = <usize>taps * LANE;
      for (let x = 0; x < taps; x++) expand_taps(form, work + <usize>x * LANE, rowStep, middle + <usize>x * LANE, rowStep);
      for (let i = 0; i < points; i++) {
        expand_taps(form, middle + <usize>i * rowStep, LANE, target, pointStep);
        target += <usize>points * pointStep;
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

/**
 * The gradient of the filters [from, to) of weights [O][C][taps][taps], from a multiple of four on: G^T dU G, with dU the sum of
 * `groups` arrays [point][panel][input][8] whose inputs are rounded up to lane groups. `work` has room for 97 lane groups.
 */
export function winograd_filter_gradient(
  form: i32, du: usize, groups: i32, gradient: usize, work: usize, outChannels: i32, channels: i32, from: i32, to: i32,
): void {
  const points = pointsOf(form), taps = tapsOf(form), area = taps * taps;
  const panels = (padded(outChannels) + PANEL - 1) / PANEL;
  const panelBytes = <usize>(padded(channels) * PANEL * 4);
  const pointStep = <usize>panels * panelBytes + POINT_GAP;
  const groupStep = <usize>(points * points) * pointStep;
  const filterStep = <usize>(channels * area * 4);
  const middle = work + <usize>(points * points) * LANE;
  const result = middle + <usize>(taps * points) * LANE;
  const rowStep = <usize>points * LANE;
  for (let output = from; output < to; output += 4) {
    const count = min(4, outChannels - output);
    const column = du + <usize>(output / PANEL) * panelBytes + <usize>((output % PANEL) * 4);
    for (let c = 0; c < channels; c++) {
      let source = column + <usize>(c * PANEL * 4);
      for (let point = 0; point < points * points; point++) {
        let sum = v128.load(source);
        let next = source;
        for (let group = 1; group < groups; group++) {
          next += groupStep;
          sum = f32x4.add(sum, v128.load(next));
        }
        v128.store(work + <usize>point * LANE, sum);
        source += pointStep;
      }
      for (let j = 0; j < points; j++) contract_points(form, work + <usize>j * LANE, rowStep, middle + <usize>j * LANE, rowStep);
      let filter = gradient + <usize>output * filterStep + <usize>(c * area * 4);
      for (let i = 0; i < taps; i++) {
        contract_points(form, middle + <usize>i * rowStep, LANE, result, LANE);
        for (let j = 0; j < taps; j++) {
          storeLanes(v128.load(result + <usize>j * LANE), filter, filterStep, count);
          filter += 4;
        }
      }
    }
  }
}
