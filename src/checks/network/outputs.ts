import { EVALUATION, probe } from '../../train/probe.ts';
import type { Check, Finding } from '../check.ts';
import { layerKey } from '../override.ts';
import { batchesOf, LOOKING } from '../sample.ts';

const SAMPLE = 256;

/** Logits are any real numbers. What squeezes them keeps the loss from getting small. */
export const outputsCheck: Check = {
  id: 'outputs',
  title: 'outputs are logits',
  summary: 'Whether the outputs can be any number, as the loss wants them, or went through a softmax, ReLU, sigmoid or tanh.',
  run({ subject: { plain: experiment, config }, limit }): Finding {
    const { loss, network, data } = experiment;
    const classes = data.dataset.classes.length;
    const rows: Float32Array[] = [];
    for (const examples of limit.share(batchesOf(experiment, data.train, SAMPLE), LOOKING)) {
      const { logits } = probe(experiment, examples, { mode: EVALUATION });
      for (let i = 0; i < logits.length; i += classes) rows.push(logits.slice(i, i + classes));
    }
    const all = rows.flatMap((row) => [...row]);
    const last = network.layers.at(-1);
    const found = squeezed(rows, all, last?.spec.type);
    const common = {
      expected: 'any real numbers',
      measured: found === undefined ? 'any real numbers' : found.measured,
      key: layerKey(config, last?.path),
      details: { least: Math.min(...all), most: Math.max(...all), lastLayer: last?.spec.type ?? null },
    };
    // A squared error against 0 and 1 may have outputs between these.
    if (found === undefined || (loss.name === 'meanSquaredError' && found.kind !== 'relu')) return { ...common, status: 'pass' };
    return { ...common, status: 'fail', reading: found.reading, fix: found.fix };
  },
};

function squeezed(rows: readonly Float32Array[], all: readonly number[], last: string | undefined) {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const sumsToOne = rows.every((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-3);
  if (last === 'softmax' || (least >= 0 && most <= 1 && sumsToOne)) {
    return {
      kind: 'softmax',
      measured: 'probabilities that add up to 1',
      reading:
        'The outputs are probabilities already: a softmax stands before the loss, which has one of its own. Gradients are weak, and the loss cannot get small.',
      fix: 'leave the softmax at the end of the model out',
    };
  }
  const zeros = all.filter((value) => value === 0).length;
  if (last === 'relu' || (least >= 0 && zeros > 0)) {
    return {
      kind: 'relu',
      measured: `none below 0, ${Math.round((100 * zeros) / all.length)} % exactly 0`,
      reading:
        'No output is below zero: an activation (ReLU) stands after the last layer, and classes whose output is 0 get no gradient.',
      fix: 'leave the activation after the last layer out',
    };
  }
  if (last === 'sigmoid' || last === 'tanh') {
    return {
      kind: last,
      measured: `all between ${last === 'tanh' ? -1 : 0} and 1`,
      reading: `The outputs went through a ${last}: the loss cannot get small, and gradients vanish where it saturates.`,
      fix: 'leave the activation after the last layer out',
    };
  }
  return undefined;
}
