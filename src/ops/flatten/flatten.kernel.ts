/** Images [images][pixels][channels in lanes] to rows in channel-first order [images][channels x pixels in lanes], and back. */
import { padded } from '../../kernels/assembly/lanes.ts';
import { column0, column1, column2, column3 } from '../../kernels/assembly/transpose.ts';

/** out[n][c * pixels + p] = x[n][p][c]; four channels of four pixels at a time. */
export function flatten_forward(x: usize, out: usize, images: i32, pixels: i32, channels: i32): void {
  const pixelStep = <usize>(padded(channels) * 4);
  const channelStep = <usize>(pixels * 4);
  const features = channels * pixels;
  const tail = padded(features) - features;
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c += 4) {
      const left = channels - c;
      let source = x + <usize>(c * 4);
      let target = out + <usize>c * channelStep;
      let p = pixels;
      for (; p >= 4; p -= 4) {
        const a = v128.load(source),
          b = v128.load(source + pixelStep);
        const d = v128.load(source + 2 * pixelStep),
          e = v128.load(source + 3 * pixelStep);
        v128.store(target, column0(a, b, d, e));
        if (left > 1) v128.store(target + channelStep, column1(a, b, d, e));
        if (left > 2) v128.store(target + 2 * channelStep, column2(a, b, d, e));
        if (left > 3) v128.store(target + 3 * channelStep, column3(a, b, d, e));
        source += 4 * pixelStep;
        target += 16;
      }
      for (; p > 0; p--) {
        const a = v128.load(source);
        store<f32>(target, f32x4.extract_lane(a, 0));
        if (left > 1) store<f32>(target + channelStep, f32x4.extract_lane(a, 1));
        if (left > 2) store<f32>(target + 2 * channelStep, f32x4.extract_lane(a, 2));
        if (left > 3) store<f32>(target + 3 * channelStep, f32x4.extract_lane(a, 3));
        source += pixelStep;
        target += 4;
      }
    }
    out += <usize>(features * 4);
    for (let i = 0; i < tail; i++) {
      store<f32>(out, 0);
      out += 4;
    }
    x += <usize>pixels * pixelStep;
  }
}

/** dx[n][p][c] = dy[n][c * pixels + p]. Rows of `dy` are readable for 12 bytes past their end. */
export function flatten_backward(dy: usize, dx: usize, images: i32, pixels: i32, channels: i32): void {
  const pixelStep = <usize>(padded(channels) * 4);
  const channelStep = <usize>(pixels * 4);
  const rowStep = <usize>(padded(channels * pixels) * 4);
  const zero = f32x4.splat(0);
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c += 4) {
      const left = channels - c;
      let source = dy + <usize>c * channelStep;
      let target = dx + <usize>(c * 4);
      for (let p = pixels; p > 0; p -= 4) {
        const a = v128.load(source);
        const b = left > 1 ? v128.load(source + channelStep) : zero;
        const d = left > 2 ? v128.load(source + 2 * channelStep) : zero;
        const e = left > 3 ? v128.load(source + 3 * channelStep) : zero;
        v128.store(target, column0(a, b, d, e));
        if (p > 1) v128.store(target + pixelStep, column1(a, b, d, e));
        if (p > 2) v128.store(target + 2 * pixelStep, column2(a, b, d, e));
        if (p > 3) v128.store(target + 3 * pixelStep, column3(a, b, d, e));
        source += 16;
        target += 4 * pixelStep;
      }
    }
    dy += rowStep;
    dx += <usize>pixels * pixelStep;
  }
}
