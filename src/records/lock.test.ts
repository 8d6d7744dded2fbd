import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockHolder, lockRun } from './lock.ts';
import { hasEnded, isAbandoned, type ProcessOwner, temporaryName, thisProcess } from './process-owner.ts';

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof fs>();
  return { ...actual, linkSync: vi.fn(actual.linkSync) };
});

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'lock');
const host = hostname();
/** Above the largest process number of every system (Linux: 2^22). */
const NO_PROCESS = 2 ** 30;
const onLinux = process.platform === 'linux';

beforeEach(() => rmSync(path, { force: true }));

function expectTakeover(owner: ProcessOwner): void {
  writeFileSync(path, JSON.stringify(owner));
  expect(lockHolder(folder)).toBe(undefined);
  const lock = lockRun(folder);
  expect(lockHolder(folder)).toEqual(thisProcess());
  expect(readdirSync(folder)).toEqual(['lock']);
  lock.release();
}

describe('lockRun', () => {
  it('locks until released', () => {
    const lock = lockRun(folder);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(thisProcess());
    expect(lockHolder(folder)).toEqual(thisProcess());
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(lockHolder(folder)).toBe(undefined);
  });

  it('releases once, and only its own', () => {
    const first = lockRun(folder);
    first.release();
    const second = lockRun(folder);
    first.release();
    expect(readdirSync(folder)).toEqual(['lock']);
    const other = JSON.stringify({ pid: 1, start: '0', host: 'elsewhere' });
    writeFileSync(path, other);
    second.release();
    expect(readFileSync(path, 'utf8')).toBe(other);
    writeFileSync(path, '');
    expect(() => second.release()).not.toThrow();
  });

  it('refuses while a live process has it', () => {
    const child = spawn('sleep', ['60']);
    try {
      writeFileSync(path, JSON.stringify({ pid: child.pid, start: null, host }));
      expect(() => lockRun(folder)).toThrow(
        `The run ${basename(folder)} is being trained by another process.\n` +
          `  process   ${child.pid}\n` +
          `  lock      ${path}\n` +
          '  Wait until it ends, or stop it (Ctrl-C saves and ends a training).',
      );
    } finally {
      child.kill('SIGKILL');
    }
    rmSync(path);
    const lock = lockRun(folder);
    expect(() => lockRun(folder)).toThrow(`The run ${basename(folder)} is being trained by this very process.`);
    lock.release();
  });

  it('refuses a lock of another machine', () => {
    writeFileSync(path, JSON.stringify({ pid: NO_PROCESS, start: null, host: 'elsewhere' }));
    expect(() => lockRun(folder)).toThrow(
      `The run ${basename(folder)} is locked by process ${NO_PROCESS} on the machine elsewhere.\n` +
        `  lock   ${path}\n  here   ${host}\n  If that process has ended, delete the lock file and try again.`,
    );
  });

  it.each(['', '{"pid":0,"start":null,"host":"x"}', '[1]'])('refuses a lock that says %j', (text) => {
    writeFileSync(path, text);
    const message = `The lock of the run does not say whose it is.\n  lock   ${path}\n  If no process is training this run, delete the lock file and try again.`;
    expect(() => lockRun(folder)).toThrow(message);
    expect(() => lockHolder(folder)).toThrow(message);
  });

  it('takes over the lock of a process that has ended', () => {
    expectTakeover({ pid: NO_PROCESS, start: null, host });
  });

  it.runIf(onLinux)('takes over the lock of a process whose number was given to another', () => {
    expectTakeover({ ...thisProcess(), start: '1' });
  });

  it('takes over from a process that was killed while taking over', () => {
    const gone = JSON.stringify({ pid: NO_PROCESS, start: null, host });
    for (const name of ['lock', 'lock.takeover-1', 'lock.takeover-2']) writeFileSync(join(folder, name), gone);
    lockRun(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves it to a process that is taking over', () => {
    writeFileSync(path, JSON.stringify({ pid: NO_PROCESS, start: null, host }));
    const guard = join(folder, 'lock.takeover-1');
    writeFileSync(guard, JSON.stringify({ pid: process.ppid, start: null, host }));
    expect(() => lockRun(folder)).toThrow(`process   ${process.ppid}\n`);
    rmSync(guard);
  });

  it('works where there are no hard links', () => {
    vi.mocked(fs.linkSync).mockImplementation(() => {
      throw Object.assign(new Error('not supported'), { code: 'EPERM' });
    });
    try {
      const lock = lockRun(folder);
      expect(readdirSync(folder)).toEqual(['lock']);
      expect(() => lockRun(folder)).toThrow('is being trained by this very process.');
      lock.release();
      writeFileSync(path, JSON.stringify({ pid: NO_PROCESS, start: null, host }));
      lockRun(folder).release();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      vi.mocked(fs.linkSync).mockReset();
    }
  });

  it('says when the folder cannot be locked', () => {
    const missing = join(folder, 'missing');
    expect(() => lockRun(missing)).toThrow(
      `Cannot lock the run: there is no such file or folder.\n  path   ${join(missing, 'lock')}`,
    );
  });
});

describe('process owner', () => {
  it('knows itself to be alive', () => {
    const me = thisProcess();
    expect(me).toEqual({ pid: process.pid, start: onLinux ? expect.stringMatching(/^\d+$/) : null, host });
    expect(hasEnded(me)).toBe(false);
    expect(hasEnded({ ...me, start: null })).toBe(false);
  });

  it.runIf(onLinux)('counts a killed process as ended before its parent has noticed', () => {
    const { pid } = spawn('sleep', ['60']);
    if (pid === undefined) throw new Error('sleep did not start');
    expect(hasEnded({ pid, start: null, host })).toBe(false);
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + 5000;
    // No return to the event loop, so that Node.js cannot reap it.
    while (!hasEnded({ pid, start: null, host }) && Date.now() < deadline);
    expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toMatch(/\) Z /);
    expect(hasEnded({ pid, start: null, host })).toBe(true);
  });

  it('recognises abandoned temporaries by their names', () => {
    const mine = temporaryName('.new-');
    expect(temporaryName('.new-')).not.toBe(mine);
    expect(isAbandoned(mine, '.new-')).toBe(false);
    expect(isAbandoned(`.new-${NO_PROCESS}--00ff@${host}`, '.new-')).toBe(true);
    expect(isAbandoned(`.new-${NO_PROCESS}--00ff@elsewhere`, '.new-')).toBe(false);
    expect(isAbandoned(`.new-${NO_PROCESS}--00ff@${host}`, '.old-')).toBe(false);
    expect(isAbandoned('.new-stuff', '.new-')).toBe(false);
    if (onLinux) expect(isAbandoned(`.new-${process.pid}-1-00ff@${host}`, '.new-')).toBe(true);
  });
});
