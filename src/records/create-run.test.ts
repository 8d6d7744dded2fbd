import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { createRun, safeName } from './create-run.ts';
import { lockHolder } from './lock.ts';
import { thisProcess } from './process-owner.ts';

const folder = mkdtempSync(join(tmpdir(), 'create-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const runs = join(folder, 'deep', 'runs');
const files = { 'config.yaml': 'name: mnist\n', 'data.json': '{}\n' };
beforeEach(() => rmSync(runs, { recursive: true, force: true }));

/** Creates and releases a run; gives its name. */
function create(name: string): string {
  const { run, lock } = createRun(runs, name, files);
  lock.release();
  return run.name;
}

describe('createRun', () => {
  it('makes the run whole, and locked', () => {
    const { run, lock } = createRun(runs, 'mnist', files);
    expect(run.name).toBe('mnist-001');
    expect(run.path).toBe(join(runs, 'mnist-001'));
    expect(run.configText()).toBe('name: mnist\n');
    expect(run.dataText()).toBe('{}\n');
    expect(readdirSync(run.path).sort()).toEqual(['checkpoints', 'config.yaml', 'data.json', 'lock']);
    expect(lockHolder(run.path)).toEqual(thisProcess());
    lock.release();
    expect(lockHolder(run.path)).toBe(undefined);
    expect(readdirSync(runs)).toEqual(['mnist-001']);
  });

  it('counts on from the highest number of that name', () => {
    expect([create('mnist'), create('mnist'), create('cifar')]).toEqual(['mnist-001', 'mnist-002', 'cifar-001']);
    mkdirSync(join(runs, 'mnist-041'));
    mkdirSync(join(runs, 'mnist-wide-900'));
    writeFileSync(join(runs, 'mnist-043'), '');
    rmSync(join(runs, 'mnist-001'), { recursive: true });
    expect(create('mnist')).toBe('mnist-044');
    mkdirSync(join(runs, 'mnist-999'));
    expect([create('mnist'), create('mnist')]).toEqual(['mnist-1000', 'mnist-1001']);
  });

  it('removes what killed creations left, and nothing else', () => {
    mkdirSync(join(runs, `.new-${2 ** 30}--00ff@${hostname()}`, 'checkpoints'), { recursive: true });
    mkdirSync(join(runs, `.new-${2 ** 30}--00ff@elsewhere`));
    writeFileSync(join(runs, '.gitignore'), '');
    create('mnist');
    expect(readdirSync(runs).sort()).toEqual(['.gitignore', `.new-${2 ** 30}--00ff@elsewhere`, 'mnist-001']);
  });

  it('leaves nothing behind when it fails', () => {
    const bad = () => createRun(runs, 'mnist', { 'config.yaml': '', 'no/such/folder': '' });
    expect(bad).toThrow(new UserError('Cannot create a run: there is no such file or folder.', { facts: [['path', runs]] }));
    expect(readdirSync(runs)).toEqual([]);
  });

  it('says when the runs folder cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    expect(() => createRun(file, 'mnist', files)).toThrow(
      new UserError('Cannot create the runs folder: a file of that name is in the way.', { facts: [['path', file]] }),
    );
    expect(() => createRun(join(file, 'runs'), 'mnist', files)).toThrow(
      new UserError('Cannot create the runs folder: a part of the path is a file, not a folder.', {
        facts: [['path', join(file, 'runs')]],
      }),
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it.runIf(process.platform === 'linux')('says when the runs folder cannot be written', () => {
    expect(() => createRun('/proc', 'mnist', files)).toThrow(/^Cannot create a run: .*\.\n {2}path {3}\/proc$/);
  });
});

describe('safeName', () => {
  it.each([
    ['mnist-lenet', 'mnist-lenet'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a b\tc:d*e', 'a-b-c-d-e'],
    ['.hidden.', 'hidden'],
    ['Übung_1.5', 'Übung_1.5'],
    ['last', 'last'],
    ['///', 'run'],
    ['', 'run'],
    ['x'.repeat(500), 'x'.repeat(60)],
  ])('%j becomes %j', (given, expected) => expect(safeName(given)).toBe(expected));
});
