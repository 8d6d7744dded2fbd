import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { createRun } from '../records/create-run.ts';
import { readCsv } from '../records/read-csv.ts';
import { readScalars } from '../records/tensorboard/read-scalars.ts';
import { lastCheckpoint, runSession } from './session.ts';

const folder = temporaryFolder('run-log');

/** Nine steps of three epochs. */
function build(log: object) {
  return experimentFor(
    folder,
    { data: { split: { validation: 6 } }, model: EVERY_KIND, log, train: { batchSize: 18, epochs: 3 } },
    { images: { train: 60 } },
  );
}

function newRun() {
  const { run, lock } = createRun(join(folder, 'runs'), 'test', { 'config.yaml': '' });
  lock.release();
  return run;
}

/** Trains until so many steps are done, then saves. */
async function trainFor(steps: number, run: ReturnType<typeof newRun>, log: object) {
  let done = 0;
  await runSession(build(log), run, lastCheckpoint(run), { onStep: () => (done += 1), isInterrupted: () => done >= steps });
}

const names = ['metrics.jsonl', 'epochs.jsonl', 'layers.jsonl', 'metrics.csv', 'epochs.csv', 'layers.csv'];
const EVERYTHING = { jsonLines: true, histograms: 1 };

describe('the logs of a training', () => {
  it('are the same wherever it was interrupted', async () => {
    const whole = newRun();
    await runSession(build(EVERYTHING), whole, undefined, {});
    const contents = (path: string) => names.map((name) => readFileSync(join(path, name), 'utf8'));
    const withoutTimes = (path: string) => {
      const bytes = readFileSync(path);
      const { scalars, notes } = readScalars(path);
      return { length: bytes.length, notes, values: [...scalars].map(([tag, { steps, values }]) => [tag, steps, values]) };
    };
    // In the middle of an epoch, and after its last step, before the evaluation.
    for (const steps of [1, 3, 5, 6, 9]) {
      const run = newRun();
      await trainFor(steps, run, EVERYTHING);
      await runSession(build(EVERYTHING), run, lastCheckpoint(run), {});
      expect(contents(run.path), `interrupted after ${steps}`).toEqual(contents(whole.path));
      expect(withoutTimes(run.eventPath)).toEqual(withoutTimes(whole.eventPath));
    }
  });

  it('can be read while the training runs, about a second later', async () => {
    const run = newRun();
    const seen: number[] = [];
    await runSession(build({}), run, undefined, {
      onStep({ step }) {
        seen.push(readCsv(run.logPath('metrics')).rows.length);
        // The second step is a slow one.
        for (const end = performance.now() + (step === 2 ? 1050 : 0); performance.now() < end; );
      },
    });
    // Within an epoch of three steps, and not with each step.
    expect(seen.slice(0, 3)).toEqual([0, 0, 2]);
  });

  it('begin where a run goes on that did not have them', async () => {
    const run = newRun();
    await trainFor(4, run, { tensorboard: false, layers: false });
    expect(existsSync(run.eventPath) || existsSync(run.logPath('layers'))).toBe(false);
    await runSession(build(EVERYTHING), run, lastCheckpoint(run), {});
    expect(readCsv(run.logPath('metrics')).rows.length).toBe(9);
    expect(new Set(readCsv(run.logPath('layers')).rows.map(([epoch]) => epoch))).toEqual(new Set(['2', '3']));
    expect(readScalars(run.eventPath).scalars.get('batch/loss')?.steps).toEqual([5, 6, 7, 8, 9]);
  });
});
