import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { fitNormalization, normalizationFactors } from './normalization.ts';

const refuse = (text: string) => {
  throw new Error(text);
};

function randomData(count: number, channels: number, height: number, width: number, offset: number) {
  const random = Random.derive(5, 'pixels');
  const buffer = new Uint8Array(count * channels * height * width + offset);
  buffer.forEach((_, i) => {
    buffer[i] = random.below(256);
  });
  const pixels = buffer.subarray(offset);
  return { channels, height, width, train: { count, pixels, labels: new Uint8Array(count) } };
}

describe('fitNormalization', () => {
  // Planes of every remainder by four at every alignment; the last one is longer than one stretch of 32-bit sums.
  it.each([
    [5, 1, 1, 1, 0],
    [5, 3, 1, 2, 1],
    [4, 2, 3, 3, 2],
    [4, 3, 5, 7, 3],
    [3, 1, 4, 4, 0],
    [2, 2, 300, 229, 1],
  ])(
    'is mean and population standard deviation of %i images [%i, %i, %i] at offset %i',
    (count, channels, height, width, offset) => {
      const data = randomData(count, channels, height, width, offset);
      const indices = Uint32Array.from({ length: count - 1 }, (_, i) => i + 1); // all but the first
      const { kind, mean, std } = fitNormalization(data, indices, 'standard', refuse);
      expect(kind).toBe('standard');
      for (let channel = 0; channel < channels; channel++) {
        const values = [...data.train.pixels.entries()]
          .filter(([i]) => i >= channels * height * width && Math.floor(i / (height * width)) % channels === channel)
          .map(([, value]) => value / 255);
        const average = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
        expect(mean[channel]).toBeCloseTo(average, 12);
        expect(std[channel]).toBeCloseTo(Math.sqrt(variance), 12);
      }
    },
  );

  it('does not depend on the order of the examples', () => {
    const data = randomData(50, 3, 5, 5, 0);
    const forward = Uint32Array.from({ length: 40 }, (_, i) => i);
    expect(fitNormalization(data, forward.toReversed(), 'standard', refuse)).toEqual(
      fitNormalization(data, forward, 'standard', refuse),
    );
  });

  it('leaves the scale of a constant channel alone, and says so', () => {
    const pixels = Uint8Array.of(51, 51, 0, 255, 51, 51, 255, 0);
    const data = { channels: 2, height: 1, width: 2, train: { count: 2, pixels, labels: new Uint8Array(2) } };
    const notes: string[] = [];
    const result = fitNormalization(data, Uint32Array.of(0, 1), 'standard', (text) => notes.push(text));
    expect(result).toEqual({ kind: 'standard', mean: [0.2, 0.5], std: [1, 0.5] });
    expect(notes).toEqual(['Channel 0 has the same value in every pixel of the training part; it is centred but not scaled.']);
  });
});

describe('normalizationFactors', () => {
  const data = randomData(3, 2, 4, 4, 0);
  const indices = Uint32Array.of(0, 1, 2);

  it('says the same as (pixel / 255 - mean) / std', () => {
    const normalization = fitNormalization(data, indices, 'standard', refuse);
    const { scale, shift } = normalizationFactors(normalization);
    for (const channel of [0, 1]) {
      const [mean = 0, std = 0] = [normalization.mean[channel], normalization.std[channel]];
      for (const pixel of [0, 1, 128, 255]) {
        expect(pixel * (scale[channel] ?? 0) + (shift[channel] ?? 0)).toBeCloseTo((pixel / 255 - mean) / std, 12);
      }
    }
  });

  it('is exact for unit and none', () => {
    const unit = fitNormalization(data, indices, 'unit', refuse);
    expect(unit).toEqual({ kind: 'unit', mean: [0, 0], std: [1, 1] });
    expect(normalizationFactors(unit)).toEqual({ scale: [1 / 255, 1 / 255], shift: [0, 0] });
    const none = fitNormalization(data, indices, 'none', refuse);
    expect(none).toEqual({ kind: 'none', mean: [0, 0], std: [1 / 255, 1 / 255] });
    expect(normalizationFactors(none)).toEqual({ scale: [1, 1], shift: [0, 0] });
  });
});
