/**
 * Weights into the panels of `conv_forward` and images into what its window slides over. Weights are [O][C][kH][kW]; the
 * panels [from, to) of eight output channels are made, so that threads can share them.
 */

/** Floats in a panel row. */
const PANEL: i32 = 8;

/** Panels of output channels with their biases [O] (or 0); channels past the last are zero. */
export function conv_pack_forward(
  weight: usize, bias: usize, packed: usize, outChannels: i32, channels: i32, area: i32, from: i32, to: i32,
): void {
  const filterBytes = <usize>(channels * area * 4);
  packed += <usize>(from * (1 + channels * area) * PANEL * 4);
  for (let first = from * PANEL; first < to * PANEL; first += PANEL) {
    for (let lane = 0; lane < PANEL; lane++) {
      const o = first + lane;
      store<f32>(packed + <usize>(lane * 4), bias != 0 && o < outChannels ? load<f32>(bias + <usize>(o * 4)) : 0);
    }
    packed += PANEL * 4;
    const used = min(PANEL, outChannels - first);
    let filters = weight + <usize>first * filterBytes;
    for (let c = 0; c < channels; c++) {
      let target = packed + <usize>(c * PANEL * 4);
      for (let tap = 0; tap < area; tap++) {
        packRow(target, filters, filterBytes, used);
        filters += 4;
        target += <usize>(channels * PANEL * 4);
      }
    }
    packed += <usize>(channels * area * PANEL * 4);
  }
}

/**
 * Panels of *input* channels of the convolution that gives dx from dy: some taps of the filters, turned by 180 degrees. The taps are
 * `tapsY` rows, `stepY` apart, from row `firstY` on, and columns likewise.
 */
export function conv_pack_backward(
  weight: usize, packed: usize, outChannels: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
  firstY: i32, stepY: i32, tapsY: i32, firstX: i32, stepX: i32, tapsX: i32, from: i32, to: i32,
): void {
  const areaBytes = <usize>(kernelHeight * kernelWidth * 4);
  packed += <usize>(from * (1 + outChannels * tapsY * tapsX) * PANEL * 4);
  for (let first = from * PANEL; first < to * PANEL; first += PANEL) {
    memory.fill(packed, 0, PANEL * 4);
    packed += PANEL * 4;
    const used = min(PANEL, channels - first);
    for (let y = tapsY - 1; y >= 0; y--) {
      for (let x = tapsX - 1; x >= 0; x--) {
        let filters = weight + <usize>first * areaBytes + <usize>(((firstY + y * stepY) * kernelWidth + firstX + x * stepX) * 4);
        for (let o = 0; o < outChannels; o++) {
          packRow(packed, filters, areaBytes, used);
          packed += PANEL * 4;
          filters += <usize>channels * areaBytes;
        }
      }
    }
  }
}

/** `used` floats, `step` bytes apart, and zeros up to a whole panel row. */
// @ts-expect-error: decorator
@inline
function packRow(target: usize, source: usize, step: usize, used: i32): void {
  if (used == PANEL) {
    for (let lane = 0; lane < PANEL; lane++) {
      store<f32>(target + <usize>(lane * 4), load<f32>(source));
      source += step;
    }
    return;
  }
  memory.fill(target, 0, PANEL * 4);
  for (let lane = 0; lane < used; lane++) {
    store<f32>(target + <usize>(lane * 4), load<f32>(source));
    source += step;
  }
}

/**
 * Copies `channels` channels, beginning at `firstChannel`, of images [N][height][width][lanes] into
 * [N][outHeight][outWidth][channels] with zeros around. Parts of the input that fall outside are cut off (negative `top`,
 * `left`).
 */
export function conv_pad(
  x: usize, out: usize, images: i32, height: i32, width: i32, lanes: i32, firstChannel: i32, channels: i32,
  top: i32, left: i32, outHeight: i32, outWidth: i32,
): void {
  const pixelBytes = <usize>(channels * 4);
  const step = <usize>(lanes * 4);
  const outRow = <usize>outWidth * pixelBytes;
  const from = max(0, -left);
  const pixels = max(0, min(width, outWidth - left) - from);
  const before = <usize>min(outWidth, max(0, left)) * pixelBytes;
  const bytes = <usize>pixels * pixelBytes;
  for (let n = 0; n < images; n++) {
    const image = x + <usize>(n * height * width) * step + <usize>((from * lanes + firstChannel) * 4);
    for (let oy = 0; oy < outHeight; oy++) {
      const y = oy - top;
      if (y < 0 || y >= height || pixels == 0) {
        memory.fill(out, 0, outRow);
        out += outRow;
        continue;
      }
      memory.fill(out, 0, before);
      const target = out + before;
      const source = image + <usize>(y * width) * step;
      if (lanes == channels) memory.copy(target, source, bytes);
      else for (let i = 0; i < pixels; i++) copyFloats(target + <usize>i * pixelBytes, source + <usize>i * step, channels);
      memory.fill(target + bytes, 0, outRow - before - bytes);
      out += outRow;
    }
  }
}

/** Zeroes every pixel at `rows` rows and `columns` columns of images [from, to); steps in bytes from one to the next, `pixelBytes` of each. */
export function conv_clear(
  out: usize, imageStep: usize, rowStep: usize, pixelStep: usize, rows: i32, columns: i32, pixelBytes: i32, from: i32, to: i32,
): void {
  const zero = f32x4.splat(0);
  for (let n = from; n < to; n++) {
    for (let y = 0; y < rows; y++) {
      let target = out + <usize>n * imageStep + <usize>y * rowStep;
      for (let x = 0; x < columns; x++) {
        // Not memory.fill, which costs more than the few bytes of a pixel.
        for (let at = 0; at < pixelBytes; at += 16) v128.store(target + <usize>at, zero);
        target += pixelStep;
      }
    }
  }
}

// @ts-expect-error: decorator
@inline
function copyFloats(target: usize, source: usize, floats: i32): void {
  if ((floats & 3) == 0) {
    for (let i = 0; i < floats; i += 4) v128.store(target + <usize>(i * 4), v128.load(source + <usize>(i * 4)));
  } else {
    for (let i = 0; i < floats; i++) store<f32>(target + <usize>(i * 4), load<f32>(source + <usize>(i * 4)));
  }
}
