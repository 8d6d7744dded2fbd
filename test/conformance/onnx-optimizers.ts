import { optimizers } from '../../src/optim/index.ts';
import { Engine } from '../../src/tensor/engine.ts';
import { ParameterStore } from '../../src/tensor/parameters.ts';
import type { OnnxArray, OnnxCase } from './onnx-case.ts';
import { attributesOf } from './onnx-window.ts';

/**
 * ONNX's optimizers take the rate R, the step T (counted from 0), then for each parameter X, for each its gradient G,
 * then the states, kind by kind; they give the new X and states in the same order. Their definitions differ from
 * PyTorch's, which are ours, by constants: each runner puts them into the options, so that the update is the same.
 */

/** X -= R / (1 + T decay_factor) * G / (sqrt(H + G^2) + epsilon): ours, but that we count steps from 1. */
export function runAdagrad(given: OnnxCase): readonly OnnxArray[] {
  const defaults = { decay_factor: 0, epsilon: 1e-6, norm_coefficient: 0 };
  const { decay_factor, epsilon, norm_coefficient } = attributesOf(given, defaults);
  const { rate, step, parameters } = inputsOf(given, 1);
  const options = { lr: rate, lrDecay: decay_factor, epsilon, weightDecay: norm_coefficient };
  return update('adagrad', options, parameters, step + 1, rate);
}

/**
 * X -= R' * V / (sqrt(H) + epsilon), with R' = R sqrt(1 - beta^T) / (1 - alpha^T), or R at T = 0. Ours adds epsilon to the
 * corrected root, and always corrects: the rate and epsilon take up both.
 */
export function runAdam(given: OnnxCase): readonly OnnxArray[] {
  const defaults = { alpha: 0.9, beta: 0.999, epsilon: 1e-6, norm_coefficient: 0, norm_coefficient_post: 0 };
  const { alpha, beta, epsilon, norm_coefficient, norm_coefficient_post } = attributesOf(given, defaults);
  if (norm_coefficient_post !== 0) throw new Error('decay after the update is not ours');
  const { rate, step, parameters } = inputsOf(given, 2);
  const theirs = step === 0 ? rate : (rate * Math.sqrt(1 - beta ** step)) / (1 - alpha ** step);
  const ourStep = Math.max(1, step);
  const rootScale = 1 / Math.sqrt(1 - beta ** ourStep);
  const lr = theirs * rootScale * (1 - alpha ** ourStep);
  const options = { lr, beta1: alpha, beta2: beta, epsilon: epsilon * rootScale, weightDecay: norm_coefficient };
  return update('adam', options, parameters, ourStep, lr);
}

/** V = alpha V + beta G (beta counts as 1 at T = 0), X -= R V: ours with V / beta for the velocity and R beta for the rate. */
export function runMomentum(given: OnnxCase): readonly OnnxArray[] {
  const defaults = { alpha: 0.9, beta: 1, mode: 'standard', norm_coefficient: 0 };
  const { alpha, beta, mode, norm_coefficient } = attributesOf(given, defaults);
  const { rate, step, parameters } = inputsOf(given, 1);
  const share = step === 0 ? 1 : beta;
  const nesterov = mode === 'nesterov';
  if (nesterov && share !== 1) throw new Error('Nesterov with a share of the gradient other than 1 is not ours');
  const scale = (array: OnnxArray, factor: number) => ({ ...array, values: array.values.map((value) => value * factor) });
  const scaled = parameters.map(({ states: [velocity], ...rest }) => ({
    ...rest,
    states: [scale(velocity as OnnxArray, 1 / share)],
  }));
  const options = { lr: rate * share, momentum: alpha, nesterov, weightDecay: norm_coefficient };
  const results = update('sgd', options, scaled, 1, rate * share);
  return results.map((array, i) => (i < parameters.length ? array : scale(array, share)));
}

interface GivenParameter {
  readonly values: OnnxArray;
  readonly gradient: OnnxArray;
  readonly states: readonly OnnxArray[];
}

function inputsOf({ inputs: [rate, step, ...arrays] }: OnnxCase, kinds: number) {
  const count = arrays.length / (2 + kinds);
  const parameters = Array.from({ length: count }, (_, i): GivenParameter => {
    const [values, gradient, ...states] = Array.from({ length: 2 + kinds }, (_, kind) => arrays[kind * count + i] as OnnxArray);
    return { values: values as OnnxArray, gradient: gradient as OnnxArray, states };
  });
  return { rate: rate?.values[0] as number, step: step?.values[0] as number, parameters };
}

/** One step of an optimizer of ours; the new values of all parameters, then their states, kind by kind. */
function update(
  name: string,
  options: Readonly<Record<string, unknown>>,
  parameters: readonly GivenParameter[],
  step: number,
  learningRate: number,
): readonly OnnxArray[] {
  const engine = new Engine();
  const store = new ParameterStore();
  const placed = parameters.map(({ values: { shape, values } }, i) =>
    store.declare({ name: `x${i}`, shape, decays: true, initialize: (target) => target.set(values) }),
  );
  store.layOut(engine);
  const [range] = store.ranges;
  if (range === undefined) throw new Error('an optimizer without parameters');
  const entry = optimizers.get(name);
  const optimizer = entry.create(engine, store.ranges, entry.options.parse(options) as Readonly<Record<string, unknown>>);
  const states = [...optimizer.state.values()];
  /** A parameter's part of a buffer laid out as the weights are. */
  const part = (buffer: number, i: number) => {
    const { address, size } = (placed[i] as (typeof placed)[number]).tensor;
    return engine.memory.float32(buffer + address - range.weights, size);
  };
  parameters.forEach(({ gradient, states: given }, i) => {
    part(range.gradients, i).set(gradient.values);
    given.forEach((state, kind) => {
      part(states[kind]?.address as number, i).set(state.values);
    });
  });
  optimizer.prepare(step, learningRate);
  optimizer.measure();
  optimizer.update();
  return [range.weights, ...states.map(({ address }) => address)].flatMap((buffer) =>
    parameters.map(({ values: { shape } }, i) => ({ shape, values: [...part(buffer, i)] })),
  );
}
