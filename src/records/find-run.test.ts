import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createRun } from './create-run.ts';
import { findRun } from './find-run.ts';
import { listRuns } from './list-runs.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunSummary } from './run-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'find-run-'));
const runs = join(folder, 'runs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(runs, { recursive: true, force: true }));

/** A run whose config was written `minute` minutes after a fixed time in the past. */
function newRun(name: string, minute: number, summary?: Omit<RunSummary, 'run'>): RunFolder {
  const { run, lock } = createRun(runs, name, { 'config.yaml': `name: ${name}\nseed: 1\n` });
  const time = new Date(Date.UTC(2024, 0, 1, 0, minute));
  utimesSync(run.configPath, time, time);
  if (summary !== undefined) run.writeSummary({ run: run.name, ...summary });
  lock.release();
  return run;
}

describe('listRuns', () => {
  it('lists the runs, the oldest first', () => {
    newRun('mnist', 2, { status: 'completed', epochs: 3, valAccuracy: 0.98, testAccuracy: 0.981, bestValAccuracy: 0.985 });
    newRun('cifar', 1, { status: 'stopped early' });
    const [first, second] = listRuns(runs);
    expect(first).toMatchObject({ name: 'cifar-001', status: 'stopped early', configName: 'cifar', problem: undefined });
    expect(second).toEqual({
      name: 'mnist-001',
      path: join(runs, 'mnist-001'),
      status: 'completed',
      problem: undefined,
      configName: 'mnist',
      created: new Date(Date.UTC(2024, 0, 1, 0, 2)),
      summary: {
        run: 'mnist-001',
        status: 'completed',
        epochs: 3,
        valAccuracy: 0.98,
        testAccuracy: 0.981,
        bestValAccuracy: 0.985,
      },
    });
  });

  it('puts runs of the same moment in the order of their numbers', () => {
    newRun('mnist', 0);
    mkdirSync(join(runs, 'mnist-998'));
    newRun('mnist', 0);
    newRun('mnist', 0);
    expect(listRuns(runs).map((run) => run.name)).toEqual(['mnist-001', 'mnist-999', 'mnist-1000']);
  });

  it('calls a run running only while its process is alive', () => {
    const run = newRun('mnist', 0, { status: 'running', epochs: 1 });
    const fresh = newRun('fresh', 1);
    const statuses = () => listRuns(runs).map((listed) => listed.status);
    expect(statuses()).toEqual(['interrupted', 'interrupted']);
    const locks = [run.lock(), fresh.lock()];
    expect(statuses()).toEqual(['running', 'running']);
    for (const lock of locks) lock.release();
    writeFileSync(join(run.path, 'lock'), JSON.stringify({ pid: 2 ** 30, start: null, host: hostname() }));
    expect(statuses()).toEqual(['interrupted', 'interrupted']);
  });

  it('reports broken runs and passes over what is no run', () => {
    const torn = newRun('torn', 1);
    writeFileSync(join(torn.path, 'summary.json'), '{');
    const garbled = newRun('garbled', 2);
    writeFileSync(garbled.configPath, 'a: [');
    utimesSync(garbled.configPath, 1.7e9, 1.7e9);
    const empty = newRun('empty', 3);
    writeFileSync(empty.configPath, '');
    const locked = newRun('locked', 4);
    writeFileSync(join(locked.path, 'lock'), 'x');
    const bare = newRun('bare', 5);
    rmSync(bare.configPath);
    mkdirSync(join(runs, 'holiday-pictures'));
    mkdirSync(join(runs, '.new-1'));
    writeFileSync(join(runs, 'README.md'), '');
    symlinkSync('nowhere', join(runs, 'dangling'));
    expect(Object.fromEntries(listRuns(runs).map((run) => [run.name, [run.status, run.problem]]))).toEqual({
      'torn-001': ['broken', 'The summary of the run is not JSON.'],
      'garbled-001': ['broken', 'The config of the run is not YAML.'],
      'empty-001': ['broken', 'The config of the run is empty.'],
      'locked-001': ['broken', 'The lock of the run does not say whose it is.'],
      'bare-001': ['broken', 'Cannot read the config of the run: there is no such file or folder.'],
    });
  });

  it('finds none where there is no folder, and refuses a file', () => {
    expect(listRuns(runs)).toEqual([]);
    writeFileSync(runs, '');
    expect(() => listRuns(runs)).toThrow(
      `Cannot read the runs folder: a part of the path is a file, not a folder.\n  path   ${runs}`,
    );
  });
});

describe('findRun', () => {
  it('finds by name, by path, and the last', () => {
    const old = newRun('mnist', 1);
    const young = newRun('cifar', 3);
    const broken = newRun('mnist', 5);
    rmSync(broken.configPath);
    writeFileSync(join(broken.path, 'metrics.csv'), '');
    expect(findRun(runs, 'mnist-001').path).toBe(old.path);
    expect(findRun('elsewhere', old.path).name).toBe('mnist-001');
    expect(findRun('elsewhere', `${relative('.', old.path)}/`).name).toBe('mnist-001');
    expect(findRun(runs, 'last').path).toBe(young.path);
  });

  it('prefers a run of that name to other meanings', () => {
    newRun('last', 1);
    newRun('mnist', 2);
    expect(findRun(runs, 'last').name).toBe('mnist-001');
    mkdirSync(join(runs, 'src')); // there is a folder of that name in the working directory, too
    expect(() => findRun(runs, 'src')).toThrow(
      `The folder "src" is not a run.\n  path      ${join(runs, 'src')}\n  missing   config.yaml`,
    );
  });

  it('says what is near when there is none', () => {
    newRun('mnist-lenet', 1);
    newRun('mnist-lenet', 2);
    expect(() => findRun(runs, 'mnist-lenet-03')).toThrow(
      `There is no run "mnist-lenet-03".\n  runs in   ${runs}\n  Did you mean "mnist-lenet-001" or "mnist-lenet-002"?`,
    );
    expect(() => findRun(runs, 'zzz')).toThrow(`There is no run "zzz".\n  runs in   ${runs}\n  "cnn-run list" shows the runs.`);
    for (const reference of ['', '..', '.', '../runs', 'a\0b', 'x'.repeat(5000)]) {
      expect(() => findRun(runs, reference)).toThrow(
        reference.startsWith('.') ? /is not a run|There is no run/ : 'There is no run',
      );
    }
  });

  it('says so when there are no runs at all, or it is a file', () => {
    expect(() => findRun(runs, 'last')).toThrow(
      `There is no last run: there are no runs yet.\n  runs in   ${runs}\n  Train one with "cnn-run train CONFIG".`,
    );
    expect(() => findRun(runs, 'mnist-001')).toThrow('There are no runs there yet: train one with "cnn-run train CONFIG".');
    const file = join(folder, 'config.yaml');
    writeFileSync(file, '');
    expect(() => findRun(runs, file)).toThrow(
      `"${file}" is a file, not a run folder.\n  Give the name of a run, the path to its folder, or "last".`,
    );
    expect(() => findRun(runs, join(file, 'below'))).toThrow(`There is no run "${join(file, 'below')}".`);
  });
});
