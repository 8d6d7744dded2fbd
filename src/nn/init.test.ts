import { describe, expect, it } from 'vitest';
import { type Activation, INITIALIZATIONS, type Initialization, initializeWeights } from './init.ts';

const relu: Activation = { type: 'relu' };
const tanh: Activation = { type: 'tanh' };
const leaky: Activation = { type: 'leakyRelu', slope: 0.2 };
const [sigmoid, identity, none] = (['sigmoid', 'identity', 'none'] as const).map((type): Activation => ({ type }));

/** 64 filters of 5 x 5 over 40 channels: fan-in 1000, fan-out 1600. */
const SHAPE = [64, 40, 5, 5];
const [FAN_IN, FAN_OUT, COUNT] = [1000, 1600, 64_000];

function weights(
  initialization: Initialization,
  following: Activation = relu,
  options: Partial<{ seed: number; name: string }> = {},
) {
  const values = new Float32Array(COUNT);
  initializeWeights(values, SHAPE, initialization, following, options.seed ?? 1, options.name ?? '0.weight');
  return values;
}

const meanOf = (values: Float32Array, power = 1) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;

describe('the variance of the weights', () => {
  it.each<[Initialization, Activation | undefined, number]>([
    ['heNormal', relu, 2 / FAN_IN],
    ['heUniform', relu, 2 / FAN_IN],
    ['heNormal', leaky, 2 / (1.04 * FAN_IN)],
    ['heUniform', leaky, 2 / (1.04 * FAN_IN)],
    ['xavierNormal', sigmoid, 2 / (FAN_IN + FAN_OUT)],
    ['xavierUniform', sigmoid, 2 / (FAN_IN + FAN_OUT)],
    ['xavierNormal', tanh, (25 / 9) * (2 / (FAN_IN + FAN_OUT))],
    ['xavierUniform', tanh, (25 / 9) * (2 / (FAN_IN + FAN_OUT))],
    ['auto', relu, 2 / FAN_IN],
    ['auto', leaky, 2 / (1.04 * FAN_IN)],
    ['auto', tanh, (25 / 9) * (2 / (FAN_IN + FAN_OUT))],
    ['auto', sigmoid, 2 / (FAN_IN + FAN_OUT)],
    ['auto', identity, 2 / (FAN_IN + FAN_OUT)],
    ['auto', none, 0.0025 / FAN_IN],
  ])('%s before %o is %d', (initialization, following, variance) => {
    const values = weights(initialization, following);
    // Standard deviations of the sample mean and of the sample variance; 3 is the kurtosis of the normal distribution.
    expect(Math.abs(meanOf(values)) / Math.sqrt(variance / COUNT)).toBeLessThan(4);
    expect(Math.abs(meanOf(values, 2) / variance - 1) / Math.sqrt(2 / COUNT)).toBeLessThan(4);
    const uniform = initialization.endsWith('Uniform');
    expect(Math.abs(meanOf(values, 4) / variance ** 2 - (uniform ? 1.8 : 3))).toBeLessThan(0.2);
    if (uniform) expect(values.every((value) => Math.abs(value) <= Math.sqrt(3 * variance) * (1 + 1e-7))).toBe(true);
  });

  it('is nothing for zeros', () => {
    expect(weights('zeros').every((value) => value === 0)).toBe(true);
  });

  it('counts the inputs of a linear layer', () => {
    const values = new Float32Array(300 * 100);
    initializeWeights(values, [300, 100], 'heNormal', relu, 1, '0.weight');
    expect(Math.abs(meanOf(values, 2) * 50 - 1)).toBeLessThan(0.03);
  });
});

describe.each(INITIALIZATIONS.filter((initialization) => initialization !== 'zeros'))('%s', (initialization) => {
  it('is the same for the same seed and name, and else another', () => {
    const bits = (...given: Parameters<typeof weights>) => Buffer.from(weights(...given).buffer);
    const one = bits(initialization);
    expect(bits(initialization).equals(one)).toBe(true);
    expect(bits(initialization, relu, { seed: 2 }).equals(one)).toBe(false);
    expect(bits(initialization, relu, { name: '1.weight' }).equals(one)).toBe(false);
  });
});
