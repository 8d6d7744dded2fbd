/** `kill -9` at any moment, then `--resume`: the same bytes as a training that was never stopped. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { cnnRun, cnnRunJson, startCnnRun } from '../helpers/cli.ts';
import { exactFiles, experimentFolder } from '../helpers/experiment-folder.ts';
import { type Attempt, isSavingCheckpoint, trainInterrupted } from '../helpers/interrupted-training.ts';

const cwd = experimentFolder();
const finish: Attempt = (args) => cnnRun(args, { cwd });

describe('killed in the middle of a change of the file system', () => {
  const attempts = (kills: readonly number[]) => [
    ...kills.map(
      (killAtWrite): Attempt =>
        (args) =>
          cnnRun(args, { cwd, killAtWrite }),
    ),
    finish,
  ];
  const files = (runs: string) => exactFiles(join(cwd, runs, 'stateful-001'));
  const random = Random.derive(1, 'kills');
  /** From the 13th on a training that was just begun is under way; about 150 make the whole. */
  const severalKills = (count: number, range: number) => Array.from({ length: count }, () => 13 + random.below(range));
  let reference: Record<string, unknown>;

  beforeAll(async () => {
    reference = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'reference'], { cwd });
  });

  it.concurrent.each([
    ['while the run is made, and where it is first seen', [3, 7, 9, 11]],
    ['while the lock is taken over and the logs are cut', [40, 2, 4, 7]],
    ['soon after the start', severalKills(3, 15)],
    ['at random moments', severalKills(4, 45)],
    ['while the summary is written at the end', [138, 12, 11, 10]],
  ])('%s', async (name, kills) => {
    const runs = name.replaceAll(/\W+/g, '-');
    const { ends, document } = await trainInterrupted(join(cwd, runs), ['stateful.yaml', '--runs', runs], attempts(kills));
    expect(ends).toEqual(kills.map(() => 'SIGKILL'));
    expect(files(runs)).toEqual(files('reference'));
    expect(document.weightsSha256).toBe(reference.weightsSha256);
    expect(document.testAccuracy).toBe(reference.testAccuracy);
    expect(readdirSync(join(cwd, runs))).toEqual(['stateful-001']);
    expect(readdirSync(join(cwd, runs, 'stateful-001')).sort()).toEqual(readdirSync(join(cwd, 'reference/stateful-001')).sort());
    expect(readdirSync(join(cwd, runs, 'stateful-001/checkpoints'))).toHaveLength(2);
  });

  it.concurrent('goes on with the kernels that the run began with', async () => {
    await cnnRunJson(['train', 'stateful.yaml', '--kernels', 'simd', '--runs', 'simd'], { cwd });
    const first = ['stateful.yaml', '--kernels', 'simd', '--runs', 'simd-killed'];
    const { document } = await trainInterrupted(join(cwd, 'simd-killed'), first, attempts([70]));
    expect(document.kernels).toBe('simd');
    expect(files('simd-killed')).toEqual(files('simd'));
  });
});

describe('killed from outside while it computes and writes', () => {
  const args = ['stateful.yaml', '--train.epochs', '100', '--train.checkpointSteps', '7', '--model.0.channels', '16'];
  const files = (runs: string) => exactFiles(join(cwd, runs, 'stateful-001'));
  let seconds: number;

  beforeAll(async () => {
    seconds = Number((await cnnRunJson(['train', ...args, '--runs', 'long'], { cwd })).seconds);
  });

  it.concurrent('at random times, the first right after its start', async () => {
    const random = Random.derive(2, 'kills');
    /** Each at a part of the time that the whole takes; most times it comes further before it is killed again. */
    const attempts = [0, 0.3, 0.3, 0.3, 0.3].map((most): Attempt => {
      return async (command) => {
        const running = startCnnRun(command, { cwd });
        await running.untilStderr('stateful-001');
        await delay(1000 * most * seconds * random.uniform());
        running.kill('SIGKILL');
        return await running.ended;
      };
    });
    const { ends } = await trainInterrupted(join(cwd, 'at-times'), [...args, '--runs', 'at-times'], [...attempts, finish]);
    expect(ends.length).toBeGreaterThanOrEqual(3);
    expect(files('at-times')).toEqual(files('long'));
  });

  it.concurrent('when a half-written checkpoint appears', async () => {
    const runs = join(cwd, 'at-saving');
    const killAtSaving: Attempt = async (command) => {
      const running = startCnnRun(command, { cwd });
      let hasEnded = false;
      void running.ended.then(() => {
        hasEnded = true;
      });
      while (!hasEnded && !isSavingCheckpoint(runs)) await turn();
      running.kill('SIGKILL');
      return await running.ended;
    };
    const attempts = [killAtSaving, killAtSaving, killAtSaving, finish];
    const { ends } = await trainInterrupted(runs, [...args, '--runs', 'at-saving'], attempts);
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL']);
    expect(files('at-saving')).toEqual(files('long'));
  });
});
