import { describe, expect, it, vi } from 'vitest';
import { subjectOf } from '../../test/helpers/checks.ts';
import { bytesOf, EVERY_KIND } from '../../test/helpers/experiment.ts';
import { parameterViews } from './parameter-views.ts';
import { EVALUATION, probe, TRAINING } from './probe.ts';

const stateful = () => subjectOf({ model: EVERY_KIND }).configured;
const small = () => subjectOf().configured;
const examplesOf = ({ data }: ReturnType<typeof small>, to = 20) => ({
  set: data.train.set,
  order: data.train.indices,
  from: 0,
  to,
});

describe('probe', () => {
  it('gives the loss, the logits and how many are right', () => {
    const experiment = small();
    const examples = examplesOf(experiment);
    const { loss, logits, count, correct } = probe(experiment, examples, { mode: EVALUATION });
    expect([count, logits.length]).toEqual([20, 80]);
    const labels = Array.from(examples.order.subarray(0, 20), (index) => examples.set.labels[index] as number);
    const rows = labels.map((label, i) => ({ label, row: [...logits.subarray(4 * i, 4 * i + 4)] }));
    expect(correct).toBe(rows.filter(({ label, row }) => row.indexOf(Math.max(...row)) === label).length);
    const losses = rows.map(
      ({ label, row }) => Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - (row[label] ?? 0),
    );
    expect(loss).toBeCloseTo(losses.reduce((a, b) => a + b, 0) / 20, 5);
  });

  it('counts the first of equal logits, and nothing where they are no numbers', () => {
    const experiment = small();
    const examples = examplesOf(experiment);
    const zeros = Array.from(examples.order.subarray(0, 20)).filter((index) => examples.set.labels[index] === 0).length;
    const fill = (value: number) => {
      for (const { weights } of parameterViews(experiment)) weights.fill(value);
    };
    fill(0);
    expect(probe(experiment, examples, { mode: EVALUATION })).toMatchObject({ correct: zeros });
    expect(probe(experiment, examples, { mode: EVALUATION }).loss).toBeCloseTo(Math.log(4), 6);
    fill(Number.NaN);
    const broken = probe(experiment, examples, { mode: EVALUATION });
    expect(broken.correct).toBe(0);
    expect(broken.loss).toBeNaN();
  });

  it.each([
    ['training', TRAINING],
    ['evaluation', EVALUATION],
  ])('changes nothing, in %s mode, with and without gradients', (_, mode) => {
    const experiment = stateful();
    const before = bytesOf(experiment);
    probe(experiment, examplesOf(experiment), { mode });
    const count = vi.fn();
    probe(experiment, examplesOf(experiment), { mode, afterBackward: count });
    expect(count).toHaveBeenCalledTimes(1);
    expect(bytesOf(experiment)).toEqual(before);
  });

  it('draws dropout by the number of the step, in training only', () => {
    const experiment = stateful();
    const logits = (mode: typeof TRAINING, step?: number) =>
      probe(experiment, examplesOf(experiment), { mode, ...(step === undefined ? {} : { step }) }).logits;
    expect(logits(TRAINING, 1)).toEqual(logits(TRAINING, 1));
    expect(logits(TRAINING, 2)).not.toEqual(logits(TRAINING, 1));
    expect(logits(TRAINING)).toEqual(logits(TRAINING, 0));
    expect(logits(EVALUATION, 2)).toEqual(logits(EVALUATION, 1));
  });

  it('shows the output of each layer', () => {
    const experiment = stateful();
    const seen: [string, readonly number[]][] = [];
    probe(experiment, examplesOf(experiment, 5), {
      mode: EVALUATION,
      observe: ({ spec }, { shape }) => seen.push([spec.type, shape]),
    });
    expect(seen).toEqual([
      ['conv2d', [5, 5, 8, 8]],
      ['batchNorm2d', [5, 5, 8, 8]],
      ['relu', [5, 5, 8, 8]],
      ['maxPool2d', [5, 5, 4, 4]],
      ['flatten', [5, 80]],
      ['dropout', [5, 80]],
      ['linear', [5, 4]],
    ]);
  });
});

describe('the views of the parameters', () => {
  it('are all of them, by name and layer, weights told from biases', () => {
    const views = parameterViews(stateful());
    expect(views.map(({ name, layer, isWeight, weights }) => [name, layer, isWeight, weights.length])).toEqual([
      ['conv.weight', 'conv', true, 45],
      ['conv.bias', 'conv', false, 5],
      ['bn.weight', 'bn', false, 5],
      ['bn.bias', 'bn', false, 5],
      ['fc.weight', 'fc', true, 320],
      ['fc.bias', 'fc', false, 4],
    ]);
  });

  it('belong to layers inside of others', () => {
    const model = [
      { type: 'residual', name: 'block', layers: [{ type: 'conv2d', name: 'inner', channels: 1, kernel: 3 }] },
      'flatten',
      { type: 'linear', features: 'classes' },
    ];
    const { configured } = subjectOf({ model });
    const owners = parameterViews(configured).map(({ name, layer }) => [name, layer]);
    expect(owners[0]).toEqual(['block.layers.inner.weight', configured.network.layers[0]?.name]);
  });

  it('show weights and gradients as they are: the slope of the loss', () => {
    const experiment = small();
    const examples = examplesOf(experiment);
    const bias = parameterViews(experiment).at(-1);
    if (bias === undefined) throw new Error('there is no parameter');
    experiment.network.parameters.clearGradients(experiment.engine);
    let gradient = Number.NaN;
    probe(experiment, examples, {
      mode: EVALUATION,
      afterBackward: () => {
        gradient = bias.gradient[2] as number;
      },
    });
    const at = (h: number) => {
      bias.weights[2] = (bias.weights[2] as number) + h;
      const { loss } = probe(experiment, examples, { mode: EVALUATION });
      bias.weights[2] = (bias.weights[2] as number) - h;
      return loss;
    };
    expect(gradient).not.toBe(0);
    expect((at(0.01) - at(-0.01)) / 0.02).toBeCloseTo(gradient, 3);
  });
});
