import { percent } from '../../base/format.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { Experiment } from '../../train/experiment.ts';
import { EVALUATION, probe, TRAINING } from '../../train/probe.ts';
import { takeSnapshot } from '../../train/snapshot.ts';
import type { Check, Finding } from '../check.ts';
import { short } from '../numbers.ts';
import { layerOverride } from '../override.ts';
import type { Overfit } from './overfit-sample.ts';

/** Forward passes that let running statistics of batch normalisation settle before they are judged: 0.9^50 is 0.5 %. */
const SETTLING = 50;
/** Right answers that evaluation may lose against training, on the very images that were fitted [ours]. */
const LOST_IN_EVALUATION = 0.2;
/** Values that dropout may leave, as a part of all, before it drowns what is learned [ours]: 0.5 is the usual maximum. */
const LEAST_KEPT = 0.2;

/** Dropout and batch normalisation work differently in training and in evaluation, but not so much that one does not hold for the other. */
export const modesCheck: Check = {
  id: 'modes',
  title: 'training and evaluation',
  summary: 'Whether the fitted sample is answered alike in training and evaluation mode, and how much dropout takes away.',
  trains: true,
  async run({ overfit: fitted, subject }): Promise<Finding> {
    const overfit = await fitted;
    const { experiment, sample, winner } = overfit;
    const kept = keptByDropout(subject.configured, sample, overfit.batchSize);
    const common = { expected: 'alike in both modes', key: ['model'] as const };
    const [layer, share] = kept.reduce((a, b) => (b[1] < a[1] ? b : a), ['', 1] as readonly [string, number]);
    if (share < LEAST_KEPT) {
      return {
        ...common,
        status: 'warn',
        measured: share,
        measuredText: `dropout keeps ${percent(share, 0)}`,
        reading: `Layer ${layer} drops ${percent(1 - share, 0)} of all values in training: hardly anything is left to learn from.`,
        fix: dropoutFix(subject.configured, layer),
        details: { dropoutKeeps: Object.fromEntries(kept) },
      };
    }
    if (winner === undefined)
      return {
        ...common,
        status: 'inconclusive',
        measured: 'nothing',
        reading: 'The sample was not fitted, so nothing can be compared.',
      };
    const { training, evaluation } = inBothModes(overfit);
    const gap = training.accuracy - evaluation.accuracy;
    const finding = {
      ...common,
      measured: gap,
      measuredText: `${percent(training.accuracy, 0)} and ${percent(evaluation.accuracy, 0)}`,
      details: { training, evaluation, dropoutKeeps: Object.fromEntries(kept) },
    };
    if (gap <= LOST_IN_EVALUATION) return { ...finding, status: 'pass' };
    const normalised = experiment.network.layers.some(({ spec }) => spec.type.startsWith('batchNorm'));
    return {
      ...finding,
      status: 'fail',
      reading: `The same images are answered right in training mode (${percent(training.accuracy, 0)}, loss ${short(training.loss)}) and not in evaluation mode (${percent(evaluation.accuracy, 0)}, loss ${short(evaluation.loss)}): ${normalised ? 'the running statistics of batch normalisation do not follow' : 'the network computes something else there'}.`,
      fix: normalised ? 'set the momentum of batch normalisation to 0.1' : 'compare what the layers do in both modes',
    };
  },
};

/** Accuracy and loss on the fitted sample in both modes, after running statistics had time to settle. */
function inBothModes({ experiment, sample, batchSize }: Overfit) {
  const before = takeSnapshot(experiment);
  const batches = Array.from({ length: sample.indices.length / batchSize }, (_, i) => ({
    set: sample.set,
    order: sample.indices,
    from: i * batchSize,
    to: (i + 1) * batchSize,
  }));
  const pass = (mode: typeof TRAINING) => {
    const probes = batches.map((examples) => probe(experiment, examples, { mode }));
    return {
      accuracy: probes.reduce((sum, { correct }) => sum + correct, 0) / sample.indices.length,
      loss: probes.reduce((sum, { loss }) => sum + loss, 0) / probes.length,
    };
  };
  const training = pass(TRAINING);
  if (experiment.network.buffers.size > 0) {
    for (let i = 0; i < SETTLING; i++) {
      const examples = batches[i % batches.length];
      if (examples !== undefined) probe(experiment, examples, { mode: { training: true, updateStatistics: true } });
    }
  }
  const evaluation = pass(EVALUATION);
  before.restore();
  return { training, evaluation };
}

/** Which part of the values that are not zero in evaluation each dropout layer leaves in training. */
function keptByDropout(experiment: Experiment, { set, indices }: DataPart, batchSize: number): (readonly [string, number])[] {
  const isDropout = new Set(experiment.network.layers.filter(({ spec }) => spec.type === 'dropout').map(({ name }) => name));
  if (isDropout.size === 0) return [];
  const countNonZero = (mode: typeof TRAINING) => {
    const counts = new Map<string, number>();
    let input = 0;
    probe(
      experiment,
      { set, order: indices, from: 0, to: batchSize },
      {
        mode,
        observe: ({ name }, output) => {
          const nonZero = output.toArray().reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
          // What comes into a dropout layer is what the layer before it gave.
          if (isDropout.has(name)) counts.set(name, nonZero / Math.max(1, input));
          input = nonZero;
        },
      },
    );
    return counts;
  };
  return [...countNonZero(TRAINING)];
}

function dropoutFix({ config, network }: Experiment, name: string): string {
  const layer = network.layers.find((one) => one.name === name);
  const override = layer === undefined ? undefined : layerOverride(config, layer.path, 'p', 0.5);
  return override ?? ('dropout' in config.model ? '--model.dropout 0.5' : 'lower the dropout');
}
