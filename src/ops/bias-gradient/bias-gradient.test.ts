import { describe, expect, it } from 'vitest';
import { normals } from '../../../test/helpers/operation.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { biasGradient } from './bias-gradient.ts';

describe('the gradient of a bias', () => {
  it.each([
    [1, 1],
    [2, 3],
    [127, 4],
    [128, 5],
    [129, 16],
    [1000, 20],
    [261, 37],
  ])('of %i pixels and %i channels is their sum', (pixels, channels) => {
    const engine = new Engine();
    const values = normals(Random.derive(1, 'bias gradient'), pixels * channels);
    const expected = new Float64Array(channels);
    const dy = engine.persistent([pixels, channels], 'lanes').set(values);
    dy.toArray().forEach((value, i) => {
      expected[i % channels] = (expected[i % channels] as number) + value;
    });
    const bias = engine.persistent([channels + 1], 'dense').set(new Float64Array(channels + 1).fill(7));
    engine.step(() => biasGradient(engine, dy.address, pixels, channels, bias.address));
    const sums = bias.toArray();
    expected.forEach((sum, channel) => {
      expect(Math.abs((sums[channel] as number) - sum)).toBeLessThan(1e-6 * Math.sqrt(pixels) * 8);
    });
    // What lies behind is left alone.
    expect(sums[channels]).toBe(7);
  });

  it('does not lose small numbers after many large ones', () => {
    const engine = new Engine();
    const pixels = 128 * 300;
    const dy = engine
      .persistent([pixels, 1], 'lanes')
      .set(Float64Array.from({ length: pixels }, (_, i) => (i < 128 ? 2 ** 20 : 1)));
    const bias = engine.persistent([1], 'dense');
    engine.step(() => biasGradient(engine, dy.address, pixels, 1, bias.address));
    expect(bias.toArray()[0]).toBe(Math.fround(128 * 2 ** 20 + pixels - 128));
  });
});
