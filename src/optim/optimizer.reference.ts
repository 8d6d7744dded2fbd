import type { CommonOptions } from './options.ts';

/** All options of any optimizer, as their schemas give them. */
export type ReferenceOptions = CommonOptions & Readonly<Record<string, unknown>>;

/** One element's update in float64: its weight, its prepared gradient, its own memory, and the step counted from 1. */
type ElementUpdate = (
  weight: number,
  gradient: number,
  memory: Record<string, number>,
  step: number,
  lr: number,
  options: ReferenceOptions,
) => number;

/** The definitions, element by element. Memory that is not there yet is 0. */
const UPDATES: Readonly<Record<string, ElementUpdate>> = {
  sgd(w, g, memory, _, lr, { momentum, nesterov }) {
    const v = number(momentum) * (memory.v ?? 0) + g;
    memory.v = v;
    return w - lr * (nesterov ? g + number(momentum) * v : v);
  },
  adam,
  adamw: adam,
  rmsprop(w, g, memory, _, lr, { alpha, epsilon, momentum, centered }) {
    const a = number(alpha);
    const square = a * (memory.square ?? 0) + (1 - a) * g * g;
    const average = a * (memory.average ?? 0) + (1 - a) * g;
    const d = g / (Math.sqrt(centered ? Math.max(0, square - average * average) : square) + number(epsilon));
    const v = number(momentum) * (memory.v ?? 0) + d;
    Object.assign(memory, { square, average, v });
    return w - lr * v;
  },
  adagrad(w, g, memory, step, lr, { lrDecay, initialAccumulator, epsilon }) {
    const sum = (memory.sum ?? number(initialAccumulator)) + g * g;
    memory.sum = sum;
    return w - ((lr / (1 + (step - 1) * number(lrDecay))) * g) / (Math.sqrt(sum) + number(epsilon));
  },
};

function adam(...[w, g, memory, step, lr, options]: Parameters<ElementUpdate>): number {
  const [beta1, beta2] = [number(options.beta1), number(options.beta2)];
  const m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
  const v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
  Object.assign(memory, { m, v });
  const unbiased = v / (1 - beta2 ** step);
  return w - (lr * m) / (1 - beta1 ** step) / (Math.sqrt(unbiased) + number(options.epsilon));
}

/**
 * An optimizer by its definition, in float64: the oracle of the kernels.
 * @param decays for each weight whether it belongs to a range that decays
 */
export function referenceOptimizer(
  name: string,
  options: ReferenceOptions,
  start: readonly number[],
  decays: readonly boolean[],
) {
  const weights = [...start];
  const memory: Record<string, number>[] = weights.map(() => ({}));
  const update = UPDATES[name];
  if (update === undefined) throw new Error(`there is no reference of ${name}`);
  let step = 0;
  return {
    weights,
    /** One update of all weights. @returns the norm of the gradients before clipping */
    update(gradients: readonly number[], lr: number): number {
      step += 1;
      const { clipNorm, clipValue = Number.POSITIVE_INFINITY, weightDecay, decay, decayBiasAndNorm } = options;
      const norm = Math.sqrt(gradients.reduce((sum, g) => sum + g * g, 0));
      const factor = clipNorm === undefined ? 1 : Math.min(1, clipNorm / (norm + 1e-6));
      weights.forEach((before, i) => {
        const own = decays[i] || decayBiasAndNorm ? weightDecay : 0;
        const clipped = Math.min(clipValue, Math.max(-clipValue, (gradients[i] as number) * factor));
        const [w, g] = decay === 'l2' ? [before, clipped + own * before] : [before * (1 - lr * own), clipped];
        weights[i] = update(w, g, memory[i] as Record<string, number>, step, lr, options);
      });
      return norm;
    },
  };
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error('a number is missing');
  return value;
}
