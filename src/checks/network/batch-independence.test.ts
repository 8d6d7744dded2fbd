import { expect, it } from 'vitest';
import { type Draft, findingOf } from '../../../test/helpers/checks.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import { batchIndependenceCheck } from './batch-independence.ts';

const NORMALISED: Draft = {
  model: ['flatten', { type: 'linear', features: 8 }, 'batchNorm1d', 'relu', { type: 'linear', features: 'classes' }],
};

it('passes a network that looks at each image alone', async () => {
  expect(await findingOf(batchIndependenceCheck)).toMatchObject({
    status: 'pass',
    expected: 'no dependence',
    measured: 'no dependence',
    details: { inEvaluation: false, inTraining: false, batchNormalization: false },
  });
});

it('passes batch normalisation, which looks at the batch in training only', async () => {
  expect(await findingOf(batchIndependenceCheck, NORMALISED)).toMatchObject({
    status: 'pass',
    details: { inEvaluation: false, inTraining: true, batchNormalization: true },
  });
});

it('passes dropout, which draws by place', async () => {
  expect(await findingOf(batchIndependenceCheck, { model: { architecture: 'mlp', hidden: [16], dropout: 0.5 } })).toMatchObject({
    status: 'pass',
  });
});

it.each([{}, NORMALISED])('fails where examples are mixed', async (draft) => {
  expect(await findingOf(batchIndependenceCheck, draft, plantedBug('mixedExamples'))).toMatchObject({
    status: 'fail',
    measured: 'dependence',
    reading: expect.stringMatching(/evaluation too.*mixed/),
    fix: expect.stringMatching(/batch axis/),
  });
});

it('fails where batch normalisation is stuck in evaluation mode', async () => {
  expect(await findingOf(batchIndependenceCheck, NORMALISED, plantedBug('batchNormInEvaluation'))).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/stuck in evaluation mode/),
  });
});

it('says nothing where there are too few images', async () => {
  const few: Draft = { data: { train: 3, split: { validation: 0 } }, train: { batchSize: 1 } };
  expect(await findingOf(batchIndependenceCheck, few)).toMatchObject({ status: 'inconclusive' });
});
