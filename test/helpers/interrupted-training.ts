import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { findRun } from '../../src/records/find-run.ts';
import { listRuns } from '../../src/records/list-runs.ts';
import { readCsv } from '../../src/records/read-csv.ts';
import { decodeSafetensors } from '../../src/records/safetensors.ts';
import { documentOf, type Outcome } from './cli.ts';

/** Runs a command line, and interrupts it or not. */
export type Attempt = (args: readonly string[]) => Promise<Outcome>;

export interface Interrupted {
  /** How each attempt ended that did not come to the end of the training. */
  readonly ends: readonly (NodeJS.Signals | number | null)[];
  /** What the attempt that did printed. */
  readonly document: Record<string, unknown>;
}

/**
 * Trains with the arguments `first`, among them `--runs RUNS`, then goes on with the same run, until an attempt exits with 0;
 * the last of `attempts` must. Looks after each whether everything in the run's folder can be read.
 */
export async function trainInterrupted(
  runs: string,
  first: readonly string[],
  attempts: readonly Attempt[],
): Promise<Interrupted> {
  const ends: (NodeJS.Signals | number | null)[] = [];
  for (const attempt of attempts) {
    const isBegun = existsSync(runs) && listRuns(runs).length > 0;
    const outcome = await attempt(
      isBegun ? ['train', '--resume', 'last', '--runs', runs, '--json'] : ['train', ...first, '--json'],
    );
    if (outcome.code === 0) return { ends, document: documentOf(outcome) };
    expect(outcome.stderr).not.toMatch(/Cannot|bug|error/i);
    ends.push(outcome.signal ?? outcome.code);
    checkLeftBehind(runs);
  }
  throw new Error(`the training did not end after ${ends.join(', ')}`);
}

/** Whatever an interrupted training has left in the folder of runs is whole. */
function checkLeftBehind(runs: string): void {
  const listed = existsSync(runs) ? listRuns(runs) : [];
  expect(listed.map(({ status, problem }) => ({ status, problem }))).toEqual(
    listed.map(() => ({ status: 'interrupted', problem: undefined })),
  );
  for (const { path } of listed) {
    const run = findRun(runs, path);
    for (const kind of ['metrics', 'epochs', 'timing', 'layers'] as const)
      if (existsSync(run.logPath(kind))) readCsv(run.logPath(kind));
    for (const kind of ['last', 'best'] as const) {
      const checkpoint = run.checkpointPath(kind);
      if (existsSync(checkpoint)) decodeSafetensors(readFileSync(checkpoint), checkpoint);
    }
  }
}

/** Whether some process is in the middle of writing a checkpoint of a run in the folder `runs`. */
export function isSavingCheckpoint(runs: string): boolean {
  if (!existsSync(runs)) return false;
  // Not in a run that is still being made: its folder is moved at any moment.
  return readdirSync(runs).some((name) => {
    if (name.startsWith('.')) return false;
    const folder = join(runs, name, 'checkpoints');
    return existsSync(folder) && readdirSync(folder).some((file) => /\.safetensors\.\d+$/.test(file));
  });
}
