import { padded } from '../../kernels/assembly/lanes';

/**
 * Bytes of images [N][C][height * width] to lanes: out[n][pixel][c] = byte * scale[c] + shift[c], padding zero.
 * `factors` holds the C scales and then the C shifts.
 */
export function images_to_lanes(bytes: usize, factors: usize, out: usize, images: i32, channels: i32, area: i32): void {
  const lanes = padded(channels);
  const step = <usize>(lanes * 4);
  if (lanes != channels) memory.fill(out, 0, <usize>(images * area) * step);
  for (let n = 0; n < images; n++) {
    for (let c = 0; c < channels; c++) {
      const scale = load<f32>(factors + <usize>(c * 4));
      const shift = load<f32>(factors + <usize>((channels + c) * 4));
      let target = out + <usize>(n * area) * step + <usize>(c * 4);
      for (let i = 0; i < area; i++) {
        store<f32>(target, <f32>load<u8>(bytes) * scale + shift);
        bytes += 1;
        target += step;
      }
    }
  }
}
