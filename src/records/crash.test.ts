/** Kills processes with SIGKILL in the middle of what they write, and looks at what is left. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun } from './create-run.ts';
import { CsvLog } from './csv-log.ts';
import { listRuns } from './list-runs.ts';
import { lockHolder } from './lock.ts';
import { RunFolder } from './run-folder.ts';
import { decodeSafetensors } from './safetensors.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'crash-'));
const header = ['step', 'loss', 'note'];

// Child processes run compiled JavaScript, since Node.js 20 cannot run TypeScript.
beforeAll(() => {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      rootDir: join(root, 'src'),
      outDir: folder,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: ['create-run', 'csv-log', 'safetensors'].map((name) => join(root, `src/records/${name}.ts`)),
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAMS = {
  /** Kills the process in its n-th change of the file system (n in KILL_AT): half of a write is done, of all else nothing. */
  'kill-at.js': `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = Number(process.env.KILL_AT);
    let inside = false; // the functions of node:fs call one another, differently in each version
    const names = ['writeSync', 'writeFileSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'linkSync', 'unlinkSync', 'rmSync', 'mkdirSync'];
    for (const name of names) {
      const original = fs[name];
      fs[name] = (...args) => {
        if (inside) return original(...args);
        inside = true;
        try {
          if (--left > 0) return original(...args);
          if (name === 'writeSync') original(args[0], args[1], args[2], Math.floor(args[3] / 2), args[4]);
          if (name === 'writeFileSync') original(args[0], args[1].slice(0, args[1].length / 2), args[2]);
          process.kill(process.pid, 'SIGKILL');
          for (;;);
        } finally {
          inside = false;
        }
      };
    }
    syncBuiltinESMExports();
  `,
  /** "Trains" to step 400 with a checkpoint every 100 steps, going on from the last one. */
  'train.js': `
    import { existsSync, readFileSync } from 'node:fs';
    import { replaceFile } from './base/files.js';
    import { CsvLog } from './records/csv-log.js';
    import { RunFolder } from './records/run-folder.js';
    import { decodeSafetensors, encodeSafetensors } from './records/safetensors.js';
    const run = new RunFolder(process.argv[2]);
    const lock = run.lock();
    const header = ${JSON.stringify(header)};
    const last = run.checkpointPath('last');
    let first = 1;
    let log;
    if (existsSync(last)) {
      const { metadata } = decodeSafetensors(readFileSync(last), last);
      first = Number(metadata.step) + 1;
      log = CsvLog.resumeAt(run.logPath('metrics'), header, Number(metadata.position));
    } else log = CsvLog.create(run.logPath('metrics'), header);
    process.send?.('training');
    for (let step = first; step <= 400; step++) {
      log.append([step, Math.sqrt(step), step % 7 === 0 ? 'a "b",\\n' + step : '']);
      if (step % 30 === 0) log.flush();
      if (step % 100 !== 0) continue;
      log.sync();
      const weights = { dtype: 'F32', shape: [500_000], bytes: new Uint8Array(2_000_000).fill(step / 100) };
      replaceFile(last, encodeSafetensors(new Map([['w', weights]]), { step: String(step), position: String(log.position) }));
    }
    log.close();
    lock.release();
  `,
  /** Creates a run, tells its name. */
  'create.js': `
    import { createRun } from './records/create-run.js';
    const names = [];
    for (let i = 0; i < Number(process.argv[3]); i++) {
      names.push(createRun(process.argv[2], 'mnist', { 'config.yaml': 'name: mnist\\n', 'data.json': '{}' }).run.name);
    }
    process.send?.(names);
  `,
  'lock.js': `
    import { lockRun } from './records/lock.js';
    lockRun(process.argv[2]);
  `,
  /** At agreed moments tries to lock one folder after the other; tells which ones it got and stays alive. */
  'race.js': `
    import { lockRun } from './records/lock.js';
    process.once('message', ({ folders, start }) => {
      const got = folders.map((folder, i) => {
        while (Date.now() < start + 10 * i);
        try {
          lockRun(folder);
          return 'locked';
        } catch (error) {
          return error.message;
        }
      });
      process.send(got);
    });
    setInterval(() => {}, 1000);
    process.send('ready');
  `,
} as const;

type Program = keyof typeof PROGRAMS;

function start(program: Program, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(folder, program), ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

/** Runs a program to its end. */
async function run(program: Program, ...args: readonly string[]): Promise<void> {
  expect(await ended(start(program, ...args))).toBe(0);
}

/** Runs a program to its `killAt`-th change of the file system, where it is killed. */
async function runKilledAt(killAt: number, program: Program, ...args: readonly string[]): Promise<void> {
  const env = { ...process.env, KILL_AT: String(killAt) };
  const command = ['--import', join(folder, 'kill-at.js'), join(folder, program), ...args];
  expect(await ended(spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'inherit'] }))).toBe('SIGKILL');
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((done, failed) => {
    child.once('message', done);
    child.once('disconnect', () => failed(new Error('the child ended without a message'))); // comes after all messages
  });
}

function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
}

function newRun(name: string): RunFolder {
  const made = new RunFolder(join(folder, 'runs', name));
  mkdirSync(join(made.path, 'checkpoints'), { recursive: true });
  return made;
}

/** The log, and a digest of the checkpoint. */
function bytesOf(trained: RunFolder): { readonly metrics: string; readonly last: string } {
  const last = createHash('sha256').update(readFileSync(trained.checkpointPath('last')));
  return { metrics: readFileSync(trained.logPath('metrics'), 'latin1'), last: last.digest('hex') };
}

/** On disk must be a whole checkpoint, and the log up to it. Returns the step of the checkpoint. */
function expectLastStateReadable(killed: RunFolder, whole: string): number {
  const last = killed.checkpointPath('last');
  if (!existsSync(last)) return 0;
  const { metadata } = decodeSafetensors(readFileSync(last), last);
  const position = Number(metadata.position);
  CsvLog.resumeAt(killed.logPath('metrics'), header, position).close();
  expect(readFileSync(killed.logPath('metrics'), 'latin1')).toBe(whole.slice(0, position));
  return Number(metadata.step);
}

describe.concurrent('a training that is killed', () => {
  let expected: ReturnType<typeof bytesOf>;
  beforeAll(async () => {
    const straight = newRun('straight');
    await run('train.js', straight.path);
    expected = bytesOf(straight);
    expect(expected.metrics.endsWith('\n400,20,\n')).toBe(true);
  });

  it('in a write, a sync or a rename leaves its last state, and goes on from there to the same bytes', async () => {
    const killed = newRun('killed');
    const steps = [];
    for (const killAt of [5, 12, 16, 4, 10, 13]) {
      await runKilledAt(killAt, 'train.js', killed.path);
      steps.push(expectLastStateReadable(killed, expected.metrics));
      killed.lock().release();
    }
    expect(steps).toEqual([0, 0, 100, 100, 100, 200]);
    await runKilledAt(11, 'train.js', killed.path);
    await run('train.js', killed.path); // the lock of the killed process is still there, and half a checkpoint
    expect(bytesOf(killed)).toEqual(expected);
    expect(readdirSync(killed.path).sort()).toEqual(['checkpoints', 'metrics.csv']);
    expect(readdirSync(join(killed.path, 'checkpoints'))).toEqual(['last.safetensors']);
  });

  it('at any time leaves its last state, and goes on from there to the same bytes', async () => {
    const killed = newRun('outside');
    for (const milliseconds of [2, 7]) {
      const child = start('train.js', killed.path);
      const end = ended(child);
      await nextMessage(child);
      await delay(milliseconds);
      child.kill('SIGKILL');
      await end;
      expectLastStateReadable(killed, expected.metrics);
    }
    await run('train.js', killed.path);
    expect(bytesOf(killed)).toEqual(expected);
  });
});

describe.concurrent('createRun', () => {
  it.for([4, 6, 9])('never shows half a run when killed at change %i, and clears away what is left', async (killAt) => {
    const runs = join(folder, `half-${killAt}`);
    await runKilledAt(killAt, 'create.js', runs, '1');
    expect(readdirSync(runs).filter((name) => name.startsWith('.')).length).toBe(1);
    expect(listRuns(runs)).toEqual([]);
    createRun(runs, 'mnist', { 'config.yaml': '' }).lock.release();
    expect(readdirSync(runs)).toEqual(['mnist-001']);
  });

  it('gives every one of several processes its own names', async () => {
    const runs = join(folder, 'many');
    const names = await Promise.all(
      [1, 2, 3].map(async () => (await nextMessage(start('create.js', runs, '15'))) as readonly string[]),
    );
    const all = names.flat().sort();
    expect(all).toEqual(Array.from({ length: 45 }, (_, i) => `mnist-${String(i + 1).padStart(3, '0')}`));
    expect(readdirSync(runs).sort()).toEqual(all);
  });
});

describe.concurrent('lockRun', () => {
  const stale = JSON.stringify({ pid: 2 ** 30, start: null, host: hostname() });

  it('lets exactly one of several processes take a stale lock over', async () => {
    const folders = Array.from({ length: 25 }, (_, i) => newRun(`race-${i}`).path);
    for (const path of folders) writeFileSync(join(path, 'lock'), stale);
    const children = [1, 2, 3].map(() => start('race.js'));
    try {
      await Promise.all(children.map(nextMessage));
      const answers = children.map(nextMessage);
      for (const child of children) child.send({ folders, start: Date.now() + 20 });
      const got = (await Promise.all(answers)) as readonly string[][];
      for (const [i, path] of folders.entries()) {
        const results = got.map((answer) => answer[i]);
        expect(results.filter((result) => result === 'locked').length).toBe(1);
        const losers = results.filter((result) => result !== 'locked');
        for (const text of losers) expect(text).toMatch(`The run race-${i} is being trained by another process.`);
        expect(lockHolder(path)?.pid).toBe(children[results.indexOf('locked')]?.pid);
        expect(readdirSync(path).sort()).toEqual(['checkpoints', 'lock']);
      }
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });

  it.for([6, 8, 10])('can be had after a process was killed at change %i of taking it over', async (killAt) => {
    const { path } = newRun(`takeover-${killAt}`);
    writeFileSync(join(path, 'lock'), stale);
    await runKilledAt(killAt, 'lock.js', path);
    new RunFolder(path).lock().release();
    expect(readdirSync(path)).toEqual(['checkpoints']);
  });
});
