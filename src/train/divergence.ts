import { UserError } from '../base/errors.ts';
import { float32Text } from '../base/format.ts';
import type { BuiltLayer } from '../nn/network.ts';
import type { Experiment } from './experiment.ts';
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

/** The error that ends a diverged run, exit code 1. */
export function divergenceError(divergence: Divergence, result: StepResult, step: number, learningRate: number): UserError {
  const { where, layer, notFinite, outOf } = divergence;
  const subject = Number.isFinite(result.loss) ? 'gradient' : 'loss';
  const value = Number.isFinite(result.loss) ? result.gradientNorm : result.loss;
  const first =
    layer === undefined ? 'unknown' : `${layer.name} (${layer.spec.type}): ${notFinite} of ${outOf} ${DESCRIPTIONS[where]}`;
  return new UserError(`The ${subject} is ${value}: the training diverged and was stopped.`, {
    facts: [
      ['step', String(step + 1)],
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
