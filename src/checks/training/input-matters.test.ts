import { expect, it } from 'vitest';
import { contextOf, findingOf, type Planted } from '../../../test/helpers/checks.ts';
import { bytesOf } from '../../../test/helpers/experiment.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import { add } from '../../ops/elementwise/elementwise.ts';
import { oneHot } from '../../ops/one-hot/one-hot.ts';
import type { Experiment } from '../../train/experiment.ts';
import { inputMattersCheck } from './input-matters.ts';

/** The labels reach the outputs beside the images. */
const LEAKING: Planted = {
  experiment(experiment) {
    const { network, engine, stage } = experiment;
    const { layers, parameters, buffers } = network;
    const forward: typeof network.forward = (x, mode, observe) => {
      const [rows = 1] = x.shape;
      const label = () => oneHot(engine, stage.labels, rows, 4);
      let logits = network.forward(x, mode, observe);
      for (let i = 0; i < 8; i++) logits = add(logits, label());
      return logits;
    };
    return { ...experiment, network: { layers, parameters, buffers, forward } as unknown as Experiment['network'] };
  },
};

it('passes a network that needs the images', async () => {
  const finding = await findingOf(inputMattersCheck);
  const { loss, blankLoss } = finding.details as { loss: number; blankLoss: number };
  expect(finding.status).toBe('pass');
  expect(finding.measured).toBe(blankLoss - loss);
  expect(blankLoss).toBeGreaterThan(2 * loss);
});

it('passes one with batch normalisation, whose statistics lag behind', async () => {
  const model = ['flatten', { type: 'linear', features: 16 }, 'batchNorm1d', 'relu', { type: 'linear', features: 'classes' }];
  expect(await findingOf(inputMattersCheck, { model })).toMatchObject({ status: 'pass' });
});

it('fails where the labels come by another way', async () => {
  expect(await findingOf(inputMattersCheck, {}, LEAKING)).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/without seeing the images/),
    fix: expect.stringMatching(/--save-batch/),
  });
});

it('fails where nothing of the images gets through', async () => {
  const dead: Planted = {
    experiment(experiment) {
      const bias = experiment.network.parameters.parameters.find(({ name }) => name === '1.bias');
      bias?.tensor.set(new Float32Array(16).fill(-1e6));
      return experiment;
    },
  };
  expect(await findingOf(inputMattersCheck, {}, dead)).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/same outputs for every image/),
  });
});

it('says nothing where the sample was not fitted, and looks at the start then', async () => {
  const context = contextOf({}, plantedBug('lossSign'));
  const before = bytesOf(context.subject.plain);
  expect(await inputMattersCheck.run(context)).toMatchObject({
    status: 'inconclusive',
    reading: expect.stringMatching(/not fitted/),
  });
  expect(bytesOf(context.subject.plain)).toEqual(before);
});
