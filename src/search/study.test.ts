import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/helpers/cli.ts';
import { UserError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import type { DimensionDescription } from '../records/study/description.ts';
import { Journal, journalLine } from '../records/study/journal.ts';
import { NOTHING_YET, readStudy } from '../records/study/read-study.ts';
import { createStudyAt, StudyFolder } from '../records/study/study-folder.ts';
import type { StudyHeader } from '../records/study/trial-record.ts';
import { planSearch, type SearchSettings } from './plan.ts';
import { Study, type TrialStart } from './study.ts';

const folder = temporaryFolder();
const space: readonly DimensionDescription[] = [
  { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1e-1 },
  { key: 'train.batchSize', type: 'choice', values: [16, 32, 64] },
];
const settings: SearchSettings = {
  ...{
    space,
    sampler: { type: 'tpe', startup: 4, gamma: 0.25, candidates: 8 },
    pruner: { type: 'asha', reductionFactor: 2, minEpochs: 1 },
  },
  ...{ metric: 'valAccuracy', lag: 3, diagnosis: false, keep: 1 },
};
const header: StudyHeader = {
  ...{ version: 1, config: 'c', seed: 1, metric: 'valAccuracy', space, sampler: settings.sampler, pruner: settings.pruner },
  ...{ epochs: 4, fingerprint: 'f', identity: 'i' },
};

const open = (name: string, changes: Partial<SearchSettings> = {}) =>
  Study.open(createStudyAt(join(folder, name), header), planSearch({ ...settings, ...changes }, 1, 4));

/** An accuracy that depends on the values alone, told epoch by epoch, and pruned as the thresholds say. */
function train({ params, thresholds }: TrialStart) {
  const best = 1 - Math.abs(Math.log10(Number(params['optimizer.lr'])) + 2) / 4 - Number(params['train.batchSize']) / 1000;
  const values: number[] = [];
  for (let epoch = 1; epoch <= 4; epoch++) {
    values.push(best * (1 - 0.5 ** epoch));
    const threshold = thresholds.find((one) => one.epoch === epoch);
    if (threshold !== undefined && Math.max(...values) < threshold.atLeast) {
      return { ...NOTHING_YET, state: 'pruned' as const, values, valAccuracy: values.at(-1), reason: threshold.reason };
    }
  }
  return { ...NOTHING_YET, state: 'completed' as const, values, valAccuracy: values.at(-1) };
}

/** Trials take as long as they like. */
const slowly = (random: Random) => async (trial: TrialStart) => {
  await delay(4 * random.uniform());
  return train(trial);
};

describe('a study', () => {
  it('is the same however many trials run at a time, and however long each takes', async () => {
    const records = [];
    for (const workers of [1, 2, 3, 8]) {
      const study = open(`workers-${workers}`);
      const most = { now: 0, ever: 0 };
      const objective = slowly(Random.derive(workers, 'delays'));
      const end = await study.run({
        ...{ trials: 20, workers, objective },
        onBegin: () => {
          most.now += 1;
          most.ever = Math.max(most.ever, most.now);
        },
        onEnd: () => {
          most.now -= 1;
        },
      });
      study.close();
      expect(end).toBe('complete');
      // As many as a trial need not know of.
      expect(most.ever).toBeLessThanOrEqual(Math.min(workers, settings.lag));
      records.push(readStudy(study.folder).trials);
    }
    const [first] = records;
    expect(first?.some(({ state }) => state === 'pruned')).toBe(true);
    for (const record of records) expect(record).toEqual(first);
  });

  it('goes on with what is missing, and with values that were tried first', async () => {
    const first = [{ 'optimizer.lr': 0.01, 'train.batchSize': 32 }];
    const whole = open('whole', { first });
    await whole.run({ trials: 9, workers: 3, objective: async (trial) => train(trial) });
    whole.close();
    expect(whole.record.trials[0]?.params).toEqual(first[0]);

    const cut = open('cut', { first });
    let left = 5;
    const interrupted = async (trial: TrialStart) => {
      left -= 1;
      return left < 0 ? NOTHING_YET : train(trial);
    };
    expect(await cut.run({ trials: 9, workers: 3, objective: interrupted })).toBe('stopped');
    cut.close();
    const again = Study.open(new StudyFolder(join(folder, 'cut')), planSearch({ ...settings, first }, 1, 4));
    const begun: number[] = [];
    const end = await again.run({
      ...{ trials: 9, workers: 2, objective: async (trial) => train(trial) },
      onBegin: ({ index }) => begun.push(index),
    });
    again.close();
    expect(end).toBe('complete');
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
    expect(begun).toHaveLength(4);
    expect(readStudy(again.folder).trials).toEqual(readStudy(whole.folder).trials);
  });

  it('does again the trial whose line was lost, and no other', async () => {
    const study = open('lost');
    await study.run({ trials: 6, workers: 1, objective: async (trial) => train(trial) });
    study.close();
    const before = readStudy(study.folder).trials;
    const path = study.folder.journalPath;
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter((line) => !line.includes('"index":3')).join('\n'));
    const again = Study.open(study.folder, planSearch(settings, 1, 4));
    const begun: number[] = [];
    await again.run({
      ...{ trials: 6, workers: 1, objective: async (trial) => train(trial) },
      onBegin: ({ index }) => begun.push(index),
    });
    again.close();
    expect(begun).toEqual([3]);
    expect(readStudy(study.folder).trials).toEqual(before);
  });

  it('ends with its space, with leave to go on, and with a failure where that was wished', async () => {
    const small = [{ key: 'train.batchSize', type: 'choice', values: [16, 32, 64] }] as const;
    const random = { space: small, sampler: { type: 'random' }, pruner: { type: 'none' } };
    const exhausted = open('exhausted', random);
    expect(await exhausted.run({ trials: 10, workers: 2, objective: async () => ({ ...NOTHING_YET, state: 'completed' }) })).toBe(
      'exhausted',
    );
    expect(new Set(exhausted.record.trials.map(({ params }) => params['train.batchSize']))).toEqual(new Set([16, 32, 64]));
    const stopped = open('stopped', random);
    expect(
      await stopped.run({ trials: 3, workers: 1, objective: async (trial) => train(trial), mayStart: ({ index }) => index < 1 }),
    ).toBe('stopped');
    // What has no leave to begin has not begun.
    expect(stopped.record.trials).toHaveLength(1);
    const failed = open('failed', random);
    const failing = async () => ({ ...NOTHING_YET, state: 'failed' as const, reason: 'no' });
    expect(await failed.run({ trials: 3, workers: 1, objective: failing, failFast: true })).toBe('failed');
    expect(failed.record.trials.map(({ state }) => state)).toEqual(['failed']);
    for (const study of [exhausted, stopped, failed]) study.close();
  });

  it('lets trials under way end, and writes them down, when the journal refuses to begin another', async () => {
    const study = open('refused', { pruner: { type: 'none' }, sampler: { type: 'random' } });
    const refuse = vi.spyOn(Journal.prototype, 'append').mockImplementation(function (this: Journal, entry) {
      if ('begin' in entry && entry.begin.index === 2) throw new UserError('Cannot write: the disk is full.');
      written.push(Object.keys(entry)[0] as string);
    });
    const written: string[] = [];
    try {
      const objective = slowly(Random.derive(1, 'delays'));
      await expect(study.run({ trials: 9, workers: 3, objective })).rejects.toThrow('the disk is full');
      expect(written).toEqual(['begin', 'begin', 'end', 'end']);
    } finally {
      refuse.mockRestore();
      study.close();
    }
  });

  it('opens ten thousand trials in under a second', () => {
    const study = createStudyAt(join(folder, 'large'), header);
    const random = Random.derive(3, 'large');
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const params = { 'optimizer.lr': 10 ** (-4 + 3 * random.uniform()), 'train.batchSize': 32 };
      const values = [random.uniform(), random.uniform(), random.uniform()];
      const end = { ...NOTHING_YET, index, state: 'completed' as const, values, valAccuracy: values[2], run: `trials/${index}` };
      return journalLine({ begin: { index, params } }) + journalLine({ end });
    });
    writeFileSync(study.journalPath, readFileSync(study.journalPath, 'utf8') + lines.join(''));
    // The least of three: other tests run beside it.
    const seconds = Array.from({ length: 3 }, () => {
      const began = performance.now();
      const opened = Study.open(study, planSearch(settings, 1, 4));
      const took = (performance.now() - began) / 1000;
      expect(opened.record.trials).toHaveLength(10_000);
      opened.close();
      return took;
    });
    expect(Math.min(...seconds)).toBeLessThan(1);
  });
});
