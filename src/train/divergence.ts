import { UserError } from '../base/errors.ts';
import { float32Text } from '../base/format.ts';
import type { DataPart } from '../data/prepare.ts';
import type { BuiltLayer } from '../nn/network.ts';
import { type Experiment, evaluationBatchSize } from './experiment.ts';
import type { StepResult } from './train-step.ts';

/** Where a loss that is not a finite number came from. */
export interface Divergence {
  /** The first thing in the order of the computation that is not finite. */
  readonly where: 'weights' | 'output' | 'loss' | 'gradient';
  readonly layer: BuiltLayer | undefined;
  readonly notFinite: number;
  readonly outOf: number;
}

/**
 * Goes through the step that failed once more, layer by layer, and finds the first that went bad. The batch must still be
 * laid out and the weights as they were before the step.
 */
export function findDivergence(experiment: Experiment, images: number, step: number): Divergence {
  const { engine, network, loss, stage } = experiment;
  for (const layer of network.layers) {
    const bad = badParameter(experiment, layer, 'weights');
    if (bad !== undefined) return bad;
  }
  engine.setStepNumber(step);
  return engine.step(() => {
    let found: Divergence | undefined;
    network.parameters.clearGradients(engine);
    const logits = network.forward(stage.images(images), { training: true, updateStatistics: false }, (layer, output) => {
      const notFinite = countNotFinite(output.toArray());
      if (notFinite > 0) found ??= { where: 'output', layer, notFinite, outOf: output.size };
    });
    if (found !== undefined) return found;
    const value = loss.apply(logits, stage.labels);
    if (!Number.isFinite(value.toArray()[0])) return { where: 'loss', layer: network.layers.at(-1), notFinite: 1, outOf: 1 };
    engine.tape.backward(value);
    // Backward runs from the loss to the input: the first to go bad is the last of the layers.
    for (const layer of network.layers.toReversed()) {
      const bad = badParameter(experiment, layer, 'gradient');
      if (bad !== undefined) return bad;
    }
    return { where: 'gradient', layer: undefined, notFinite: 0, outOf: 0 };
  });
}

/**
 * The same for an evaluation whose loss is not finite: the first layer that goes bad in the first batch where one does;
 * undefined when none does, so that the sum of finite losses is too large.
 */
export function findDivergenceIn({ set, indices }: DataPart, experiment: Experiment): Divergence | undefined {
  const { engine, network, loss, stage, config } = experiment;
  const batchSize = evaluationBatchSize(config.train);
  let found: Divergence | undefined;
  for (let from = 0; from < indices.length && found === undefined; from += batchSize) {
    const to = Math.min(indices.length, from + batchSize);
    stage.load(set, indices, from, to);
    const evaluate = () => {
      const mode = { training: false, updateStatistics: false };
      const logits = network.forward(stage.images(to - from), mode, (layer, output) => {
        const notFinite = countNotFinite(output.toArray());
        if (notFinite > 0) found ??= { where: 'output', layer, notFinite, outOf: output.size };
      });
      if (Number.isFinite(loss.apply(logits, stage.labels).toArray()[0])) return;
      found ??= { where: 'loss', layer: network.layers.at(-1), notFinite: 1, outOf: 1 };
    };
    engine.step(() => engine.tape.withoutGradients(evaluate));
  }
  return found;
}

/** The error that ends a diverged run, exit code 1. @param step is counted from 0. */
export function divergenceError(divergence: Divergence, result: StepResult, step: number, learningRate: number): UserError {
  const isLoss = !Number.isFinite(result.loss);
  return errorOf(isLoss ? 'loss' : 'gradient', isLoss ? result.loss : result.gradientNorm, divergence, step + 1, learningRate);
}

/** The error that ends a run whose weights were broken by the update of its last `step`, counted from 1: exit code 1. */
export function validationError(divergence: Divergence | undefined, loss: number, step: number, learningRate: number): UserError {
  return errorOf('validation loss', loss, divergence, step, learningRate);
}

function errorOf(
  subject: string,
  value: number,
  divergence: Divergence | undefined,
  step: number,
  learningRate: number,
): UserError {
  const { where = 'output', layer, notFinite, outOf } = divergence ?? {};
  const first =
    layer === undefined ? 'unknown' : `${layer.name} (${layer.spec.type}): ${notFinite} of ${outOf} ${DESCRIPTIONS[where]}`;
  return new UserError(`The ${subject} is ${value}: the training diverged and was stopped.`, {
    facts: [
      ['step', String(step)],
      ['learning rate', float32Text(learningRate)],
      ['first gone bad', first],
    ],
    hint: `Try a lower learning rate (--optimizer.lr ${float32Text(learningRate / 10)}) or gradient clipping (--optimizer.clipNorm 1).`,
    exitCode: 1,
  });
}

const DESCRIPTIONS: Readonly<Record<Divergence['where'], string>> = {
  weights: 'weights are not finite already before the step',
  output: 'outputs are not finite',
  loss: 'loss is not finite, though all outputs are',
  gradient: 'weight gradients are not finite',
};

function badParameter({ network }: Experiment, layer: BuiltLayer, where: 'weights' | 'gradient'): Divergence | undefined {
  for (const parameter of network.parameters.parameters) {
    if (!layer.parameters.includes(parameter.name)) continue;
    const values = where === 'weights' ? parameter.tensor.toArray() : parameter.tensor.gradientArray();
    const notFinite = values === undefined ? 0 : countNotFinite(values);
    if (notFinite > 0) return { where, layer, notFinite, outOf: parameter.tensor.size };
  }
  return undefined;
}

function countNotFinite(values: Float32Array): number {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count += 1;
  return count;
}
