import { norm } from '../../base/norm.ts';
import { Random } from '../../base/random.ts';
import type { Experiment } from '../../train/experiment.ts';
import { type ParameterView, parameterViews } from '../../train/parameter-views.ts';
import { EVALUATION, probe, TRAINING } from '../../train/probe.ts';
import { trainingBatches } from '../../train/short-training.ts';
import { baseRate } from '../../train/trials.ts';
import type { Check, Finding } from '../check.ts';
import { short } from '../numbers.ts';
import { drawFrom } from '../sample.ts';

/**
 * Relative errors of a centred difference. In float64 above 1e-2 is wrong (cs231n); in float32, through dozens of layers with kinks, healthy
 * networks reach 0.03 [ours].
 */
const WRONG = 0.1;
const UNCOMFORTABLE = 0.05;
/** Good enough not to try another step. */
const FINE = 0.005;
/** Changes of the loss that a step along the gradient aims at: large ones bend, small ones drown in float32. */
const AIMS = [3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4];
const IMAGES = 16;

/** The slope of the loss along each parameter's gradient, by finite differences, against what backpropagation says. */
export const gradientCheck: Check = {
  id: 'gradientCheck',
  title: 'gradient check',
  summary: 'Centred differences of the loss along each parameter, against the gradients of backpropagation (--gradcheck).',
  onDemand: true,
  run({ subject }): Finding {
    const experiment = subject.plain;
    const trials = subject.trials(experiment);
    const { end } = trials.run({ steps: WARM_UP, rate: baseRate(experiment), batches: trainingBatches(experiment) });
    if (end === 'diverged') trials.restore();
    const errors = slopesOf(experiment, () => trials.restore());
    trials.restore();
    const worst = errors.reduce((a, b) => (b.error > a.error ? b : a));
    const common = {
      expected: `a relative error below ${UNCOMFORTABLE}`,
      measured: worst.error,
      measuredText: `${short(worst.error, 2)} at most (${worst.name})`,
      key: ['model'],
      details: { errors: Object.fromEntries(errors.map(({ name, error }) => [name, error])) },
    };
    if (worst.error <= UNCOMFORTABLE) return { ...common, status: 'pass' };
    return {
      ...common,
      status: worst.error > WRONG ? 'fail' : 'warn',
      reading: `The gradient of ${worst.name} differs from the slope of the loss by ${short(100 * worst.error)} %: ${worst.error > WRONG ? 'backpropagation through this layer or behind it is wrong' : 'kinks (ReLU, max pooling) or float32 may be the reason'}.`,
      fix: 'check the backward pass of this layer',
    };
  },
};

/** Steps of training before: a network that starts with small logits has next to no gradients in its first layers. */
const WARM_UP = 20;

/** @param restart puts back the initial weights, for a loss that has become flat: what fits every image has no gradients to look at. */
function slopesOf(experiment: Experiment, restart: () => void): { readonly name: string; readonly error: number }[] {
  const order = drawFrom(experiment.data.train, IMAGES, experiment.config.seed, 'gradient check');
  const examples = { set: experiment.data.train.set, order, from: 0, to: order.length };
  const mode = experiment.network.layers.some(({ spec }) => spec.type.startsWith('batchNorm')) ? TRAINING : EVALUATION;
  const views = parameterViews(experiment);
  const gradients = new Map<ParameterView, Float32Array>();
  const measure = () => {
    experiment.network.parameters.clearGradients(experiment.engine);
    probe(experiment, examples, {
      mode,
      afterBackward: () => {
        for (const view of views) gradients.set(view, view.gradient.slice());
      },
    });
    return norm([...gradients.values()].map(norm));
  };
  let total = measure();
  if (total === 0) {
    restart();
    total = measure();
  }
  const lossAt = () => probe(experiment, examples, { mode }).loss;
  const loss = { here: lossAt(), at: lossAt };
  return views.map((view) => {
    const gradient = gradients.get(view) as Float32Array;
    const direction = directionOf(view.name, gradient, total, experiment.config.seed);
    const slope = gradient.reduce((sum, value, i) => sum + value * (direction[i] as number), 0);
    let error = Number.POSITIVE_INFINITY;
    // Far from its weights, a parameter shows the slope of another place.
    const farthest = 0.1 * Math.max(norm(view.weights), 0.1);
    for (const aim of AIMS) {
      const step = Math.min(farthest, aim / Math.max(Math.abs(slope), 1e-3));
      error = Math.min(error, errorAt(view, direction, slope, step, loss, total));
      if (error < FINE) break;
    }
    return { name: view.name, error };
  });
}

/** Along the gradient; where there is next to none, at random, where the slope should be next to nothing too. */
function directionOf(name: string, gradient: Float32Array, total: number, seed: number): Float32Array {
  const size = norm(gradient);
  if (size > 1e-4 * total) return gradient.map((value) => value / size);
  const random = Random.derive(seed, 'gradient check', name);
  const values = gradient.map(() => random.normal());
  const length = norm(values);
  return values.map((value) => value / length);
}

/**
 * Whether the loss bends sharply here (all inputs of a ReLU at zero), so that it has a slope on either side and any between is a
 * subgradient, as the one given is.
 */
function isKink(above: number, here: number, below: number, change: number): boolean {
  const [right, left] = [above - here, here - below];
  const isSharp = Math.abs(right - left) > 0.5 * Math.max(Math.abs(right), Math.abs(left)) && Math.abs(right - left) > 1e-5;
  return isSharp && change >= Math.min(right, left) && change <= Math.max(right, left);
}

function errorAt(
  { weights }: ParameterView,
  direction: Float32Array,
  slope: number,
  step: number,
  loss: { readonly here: number; readonly at: () => number },
  total: number,
): number {
  const kept = weights.slice();
  const at = (h: number) => {
    weights.set(kept.map((value, i) => value + h * (direction[i] as number)));
    return loss.at();
  };
  const [above, below] = [at(step), at(-step)];
  weights.set(kept);
  const difference = (above - below) / (2 * step);
  if (difference === slope || isKink(above, loss.here, below, slope * step)) return 0;
  const error = Math.abs(difference - slope) / Math.max(Math.abs(difference), Math.abs(slope), 0.01 * total);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}
