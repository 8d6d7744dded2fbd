import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect } from 'vitest';
import { UserError } from '../../src/base/errors.ts';

/** The root of the project. */
export const ROOT = resolve(import.meta.dirname, '../..');

const PROGRAM = join(ROOT, 'bin/cnn-run.js');
const BUILT = join(ROOT, 'dist');
const KILLER = join(ROOT, 'test/helpers/kill-at-write.js');

/** Longer than any command of a test takes, in milliseconds; what hangs is killed then. */
const PATIENCE = 25_000;

export interface StartOptions {
  /** The folder in which the command is given. */
  readonly cwd: string;
  /** Variables besides those that the test itself has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the program in its n-th change of the file system, counted from 1: see `kill-at-write.js`. */
  readonly killAtWrite?: number;
}

/** How a program ended. */
export interface Outcome {
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that was started and may still run. */
export interface Running {
  readonly ended: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
  /** Waits for a text on stderr. @throws when the program ends without having written it. */
  untilStderr(text: string): Promise<void>;
  /** The same for stdout. */
  untilStdout(text: string): Promise<void>;
}

/** Starts `cnn-run ARGS`, its stdout and stderr being pipes. */
export function startCnnRun(args: readonly string[], { cwd, env = {}, killAtWrite }: StartOptions): Running {
  if (!existsSync(BUILT)) throw new Error('dist/ is missing: run "npm run build" first');
  const preload = killAtWrite === undefined ? [] : ['--import', `file://${KILLER}`];
  const child = spawn(process.execPath, [...preload, PROGRAM, ...args], {
    cwd,
    env: { ...process.env, ...env, KILL_AT_WRITE: String(killAtWrite ?? 0) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...written }));
  });
  const until = (name: 'stdout' | 'stderr', text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (written[name].includes(text)) resolve();
      };
      look();
      child[name].on('data', look);
      void ended.then(({ stderr }) => reject(new Error(`ended before writing "${text}"; stderr:\n${stderr}`)), reject);
    });
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    untilStderr: (text) => until('stderr', text),
    untilStdout: (text) => until('stdout', text),
  };
}

/** Runs `cnn-run ARGS` to its end. */
export async function cnnRun(args: readonly string[], options: StartOptions): Promise<Outcome> {
  return await startCnnRun(args, options).ended;
}

/** Runs `cnn-run ARGS --json`, which must exit with `code`, and reads the one document that is all of its stdout. */
export async function cnnRunJson(args: readonly string[], options: StartOptions, code = 0): Promise<Record<string, unknown>> {
  const outcome = await cnnRun([...args, '--json'], options);
  expect(outcome, outcome.stderr).toMatchObject({ code });
  return documentOf(outcome);
}

/** The one JSON document that is all of stdout. */
export function documentOf({ stdout }: Outcome): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Bad usage, config or data: exit code 2 and exactly this message on stderr; on stdout nothing. */
export function expectRefusal(outcome: Outcome, message: string): void {
  expect(outcome).toEqual({ code: 2, signal: null, stdout: '', stderr: `${message}\n` });
}

/** The same with `--json`: on stdout is a document with the same message in its parts, and nothing else. */
export function expectJsonRefusal(outcome: Outcome, message: string): void {
  expect(outcome).toMatchObject({ code: 2, signal: null, stderr: `${message}\n` });
  const { error, ...rest } = documentOf(outcome);
  expect(rest).toEqual({});
  expect(messageOf(error)).toBe(message);
}

/** What a document says under `error`, as it stands on stderr. */
export function messageOf(error: unknown): string {
  const { message, facts, hint, ...rest } = error as {
    readonly message: string;
    readonly facts: readonly { readonly label: string; readonly value: string }[];
    readonly hint: string | null;
  };
  expect(rest).toEqual({});
  const lines = facts.map(({ label, value }) => [label, value] as const);
  return new UserError(message, { facts: lines, ...(hint === null ? {} : { hint }) }).message;
}

/** No colours, no cursor movements, no lines drawn over. */
export function expectPlain(text: string): void {
  expect(stripVTControlCharacters(text)).toBe(text);
  expect(text).not.toMatch(/[\r\b]/);
}

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-run-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
