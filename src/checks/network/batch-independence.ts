import type { Experiment } from '../../train/experiment.ts';
import { EVALUATION, probe, TRAINING } from '../../train/probe.ts';
import type { Check, Finding } from '../check.ts';
import { drawFrom } from '../sample.ts';

/** Images in the batch, the first of which is watched. */
const BATCH = 8;

/**
 * What the network says of one image must not depend on the others in the batch: that would be a reshape or a mean over
 * the wrong axis. Batch normalisation in training is the exception, and there it must.
 */
export const batchIndependenceCheck: Check = {
  id: 'batchIndependence',
  title: 'examples kept apart',
  summary:
    'Whether the output for an image depends on the rest of its batch: it must not, except through batch normalisation in training, where it must.',
  run({ subject: { plain: experiment } }): Finding {
    const drawn = drawFrom(experiment.data.train, 2 * BATCH, experiment.config.seed, 'independence');
    const half = Math.floor(drawn.length / 2);
    if (half < 2) return { status: 'inconclusive', expected: 'no dependence', measured: 'too few training images' };
    const normalised = experiment.network.layers.some(({ spec }) => spec.type.startsWith('batchNorm'));
    const inEvaluation = dependence(experiment, drawn, half, EVALUATION);
    const inTraining = dependence(experiment, drawn, half, TRAINING);
    const common = {
      expected: normalised ? 'only in training, by batch normalisation' : 'no dependence',
      measured: inEvaluation ? 'dependence' : inTraining ? 'dependence in training' : 'no dependence',
      key: ['model'],
      details: { inEvaluation, inTraining, batchNormalization: normalised },
    };
    if (inEvaluation) {
      return {
        ...common,
        status: 'fail',
        reading:
          'The output for an image changes with the other images of its batch in evaluation too: examples are mixed somewhere (a reshape, or a mean or softmax over the wrong axis).',
        fix: 'look for operations that go across the batch axis',
      };
    }
    if (inTraining && !normalised) {
      return {
        ...common,
        status: 'fail',
        reading:
          'In training the output for an image changes with the other images of its batch, and there is no batch normalisation.',
        fix: 'look for operations that go across the batch axis',
      };
    }
    if (!inTraining && normalised) {
      return {
        ...common,
        status: 'fail',
        reading:
          'Batch normalisation does not look at the batch in training: it is stuck in evaluation mode and normalises nothing.',
        fix: 'put the network into training mode for training',
      };
    }
    return { ...common, status: 'pass' };
  },
};

/** Whether the logits of the first image differ between two batches that have only this image in common. */
function dependence(experiment: Experiment, drawn: Uint32Array, half: number, mode: typeof TRAINING): boolean {
  const { set } = experiment.data.train;
  const classes = experiment.data.dataset.classes.length;
  const others = [drawn.slice(0, half), Uint32Array.of(drawn[0] as number, ...drawn.slice(half + 1, 2 * half))];
  const [a, b] = others.map((order) => probe(experiment, { set, order, from: 0, to: half }, { mode }).logits.slice(0, classes));
  return (a ?? []).some((value, i) => !Object.is(value, b?.[i]));
}
