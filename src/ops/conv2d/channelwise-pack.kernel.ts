/** Input and filters in the order in which `channelwise.kernel.ts` reads them. */
import { padded } from '../../kernels/assembly/lanes.ts';

/** spread [pixels][perGroup][lanes of outChannels] of x [pixels][stride], for `outChannels` = groups * outPerGroup; padding zero. */
export function channelwise_spread(x: usize, spread: usize, pixels: i32, stride: i32, perGroup: i32, outPerGroup: i32, groups: i32): void {
  const rest = padded(groups * outPerGroup) - groups * outPerGroup;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < perGroup; i++) {
      let source = x + <usize>(i * 4);
      for (let group = 0; group < groups; group++) {
        const value = load<f32>(source);
        source += <usize>(perGroup * 4);
        for (let j = 0; j < outPerGroup; j++) {
          store<f32>(spread, value);
          spread += 4;
        }
      }
      for (let j = 0; j < rest; j++) {
        store<f32>(spread, 0);
        spread += 4;
      }
    }
    x += <usize>(stride * 4);
  }
}

/** Weights [O][perGroup][area] and biases [O] (or 0) as [lanes of O] biases, then [tap][perGroup][lanes of O]; padding zero. */
export function channelwise_pack_forward(weight: usize, bias: usize, packed: usize, outChannels: i32, perGroup: i32, area: i32): void {
  const lanes = padded(outChannels);
  for (let o = 0; o < lanes; o++) {
    store<f32>(packed, bias != 0 && o < outChannels ? load<f32>(bias + <usize>(o * 4)) : 0);
    packed += 4;
  }
  for (let tap = 0; tap < area; tap++) {
    for (let i = 0; i < perGroup; i++) {
      for (let o = 0; o < lanes; o++) {
        store<f32>(packed, o < outChannels ? load<f32>(weight + <usize>(((o * perGroup + i) * area + tap) * 4)) : 0);
        packed += 4;
      }
    }
  }
}

/**
 * The same for the convolution that gives dx from dy: [lanes of C] zeros, then [tap][outPerGroup][lanes of C], of some taps, turned by
 * 180 degrees; see `conv_pack_backward`.
 */
export function channelwise_pack_backward(
  weight: usize, packed: usize, channels: i32, perGroup: i32, outPerGroup: i32, area: i32, kernelWidth: i32,
  firstY: i32, stepY: i32, tapsY: i32, firstX: i32, stepX: i32, tapsX: i32,
): void {
  const lanes = padded(channels);
  memory.fill(packed, 0, lanes * 4);
  packed += <usize>(lanes * 4);
  for (let y = tapsY - 1; y >= 0; y--) {
    for (let x = tapsX - 1; x >= 0; x--) {
      const tap = (firstY + y * stepY) * kernelWidth + firstX + x * stepX;
      for (let j = 0; j < outPerGroup; j++) {
        for (let c = 0; c < lanes; c++) {
          const group = c / perGroup;
          const filter = (group * outPerGroup + j) * perGroup + (c - group * perGroup);
          store<f32>(packed, c < channels ? load<f32>(weight + <usize>((filter * area + tap) * 4)) : 0);
          packed += 4;
        }
      }
    }
  }
}
