import { expect, it } from 'vitest';
import { sampleHeader, sampleStudy } from '../../test/helpers/sample-study.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';
import { studyCsv } from './study-csv.ts';

const trial: TrialRecord = {
  ...{ index: 0, state: 'failed', params: { 'optimizer.lr': 0.01, model: { type: 'lenet' } }, valAccuracy: 0.5 },
  ...{ valLoss: Number.NaN, values: [0.5], epochs: 1, steps: 10, seconds: 3, reason: 'a, "b"\nc', run: 'trials/0000' },
};
const header = {
  ...sampleHeader,
  space: [
    { key: 'optimizer.lr', type: 'uniform' as const, low: 0, high: 1 },
    { key: 'model', type: 'choice' as const, values: [{ type: 'lenet' }] },
    { key: 'optimizer.type', type: 'choice' as const, values: ['sgd'] },
  ],
};

it('has a row for each trial, with what a reader of tables needs quoted', () => {
  expect(studyCsv({ header, trials: [trial] })).toBe(
    [
      'index,state,optimizer.lr,model,optimizer.type,valAccuracy,valLoss,epochs,steps,reason,run',
      '0,failed,0.01,{ type: lenet },,0.5,NaN,1,10,"a, ""b""\nc",trials/0000',
      '',
    ].join('\n'),
  );
});

it('does not depend on how long trials took', () => {
  const { study } = sampleStudy();
  const slower = study.trials.map((one) => ({ ...one, seconds: 2 * (one.seconds ?? 0) }));
  expect(studyCsv({ ...study, trials: slower })).toBe(studyCsv(study));
});
