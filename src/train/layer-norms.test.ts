import { expect, it } from 'vitest';
import { experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { LayerNormsOfStep } from './layer-norms.ts';
import { TrainStep } from './train-step.ts';

const folder = temporaryFolder('layer-norms');
const RATE = 0.05;

it('measures what a step did to each parameter', () => {
  const model = ['flatten', { type: 'linear', name: 'fc', features: 'classes' }];
  const experiment = experimentFor(folder, { model, optimizer: { type: 'sgd', lr: RATE } });
  const { data, stage } = experiment;
  const step = new TrainStep(experiment);
  const norms = new LayerNormsOfStep(experiment);
  stage.load(data.train.set, data.train.indices, 0, 16);
  const { gradientNorm } = step.run(16, 0);
  norms.begin();
  step.update(0, RATE);
  const [weight, bias] = norms.end();
  expect([weight?.name, bias?.name]).toEqual(['fc.weight', 'fc.bias']);
  // Plain gradient descent moves by the rate times the gradient.
  const { weightNorm = 0, gradientNorm: own = 0, updateRatio } = weight ?? {};
  expect(weightNorm).toBeGreaterThan(0);
  expect(updateRatio).toBeCloseTo((RATE * own) / weightNorm, 5);
  expect(Math.hypot(own, bias?.gradientNorm ?? 0)).toBeCloseTo(gradientNorm, 5);
  // A bias starts at 0, and nothing can be said of a change beside that.
  expect(bias).toMatchObject({ weightNorm: 0, updateRatio: Number.NaN });
});
