import { Random } from '../base/random.ts';
import type { Shape } from '../tensor/tensor.ts';

/** The activation function after a layer. */
export type Activation =
  | { readonly type: 'relu' }
  | { readonly type: 'leakyRelu'; readonly slope: number }
  | { readonly type: 'tanh' }
  | { readonly type: 'sigmoid' }
  /** More weights follow with no activation function between. */
  | { readonly type: 'identity' }
  /** Nothing follows: the layer's output is the network's. */
  | { readonly type: 'none' };

export const INITIALIZATIONS = ['auto', 'heNormal', 'heUniform', 'xavierNormal', 'xavierUniform', 'zeros'] as const;
export type Initialization = (typeof INITIALIZATIONS)[number];

/**
 * Fills the weights [out, in, ...kernel] of a layer.
 *
 * - He (He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015): variance gain^2 / fan-in, gain^2 = 2 / (1 + slope^2).
 * - Xavier (Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010): variance
 *   gain^2 * 2 / (fan-in + fan-out), gain 5/3 before tanh, else 1.
 * - `auto` is He normal before ReLU and leaky ReLU and Xavier normal before tanh, sigmoid and other weights. Before nothing (the logits)
 *   it is normal with deviation 0.05 / sqrt(fan-in): logits that start near zero give the initial loss of pure chance,
 *   which step 1 of the recipe checks.
 */
export function initializeWeights(
  values: Float32Array,
  shape: Shape,
  initialization: Initialization,
  following: Activation,
  seed: number,
  name: string,
): void {
  const [out = 1, inputs = 1, ...kernel] = shape;
  const area = kernel.reduce((product, length) => product * length, 1);
  const random = Random.derive(seed, 'init', name);
  const distribution = distributionOf(initialization, following, inputs * area, out * area);
  if (distribution.deviation === 0) return;
  const bound = distribution.deviation * Math.sqrt(3);
  for (let i = 0; i < values.length; i++) {
    values[i] = distribution.uniform ? (2 * random.uniform() - 1) * bound : random.normal() * distribution.deviation;
  }
}

function distributionOf(initialization: Initialization, following: Activation, fanIn: number, fanOut: number) {
  const he = Math.sqrt(2 / (1 + (following.type === 'leakyRelu' ? following.slope * following.slope : 0)) / fanIn);
  const xavier = (following.type === 'tanh' ? 5 / 3 : 1) * Math.sqrt(2 / (fanIn + fanOut));
  switch (initialization) {
    case 'heNormal':
      return { deviation: he, uniform: false };
    case 'heUniform':
      return { deviation: he, uniform: true };
    case 'xavierNormal':
      return { deviation: xavier, uniform: false };
    case 'xavierUniform':
      return { deviation: xavier, uniform: true };
    case 'zeros':
      return { deviation: 0, uniform: false };
    case 'auto':
      if (following.type === 'none') return { deviation: 0.05 / Math.sqrt(fanIn), uniform: false };
      return { deviation: following.type === 'relu' || following.type === 'leakyRelu' ? he : xavier, uniform: false };
  }
}
