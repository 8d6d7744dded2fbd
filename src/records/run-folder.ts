import { readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileError, kindOfPath, readBytes } from '../base/files.ts';
import { LOCK_TEMPORARY, lockRun, type RunLock } from './lock.ts';
import { isAbandoned } from './process-owner.ts';
import { type RunSummary, readRunSummary, writeRunSummary } from './run-summary.ts';

export type CheckpointKind = 'last' | 'best';

/**
 * `metrics`: a row per step. `epochs`: a row per epoch. `layers`: a row per epoch and parameter. `timing`: a row per epoch, the
 * only table that differs from run to run.
 */
export type LogKind = 'metrics' | 'epochs' | 'layers' | 'timing';

/** A fixed name, so that a resumed run finds it; TensorBoard looks for the beginning. */
const EVENT_FILE = 'events.out.tfevents.cnn-run';

/** What makes a folder a run. */
export const CONFIG_FILE = 'config.yaml';

/** What a killed process may leave beside a file that it was replacing: the file's name and a number. */
const REPLACEMENT = /^(?:(?:summary|trace)\.json|report\.html|(?:last|best)\.safetensors)\.\d+$/;

/** The folder of one run: where its files are. Made by `createRun`, found by `findRun`. */
export class RunFolder {
  readonly path: string;
  /** The folder's own name, for example `mnist-lenet-001`. */
  readonly name: string;

  constructor(path: string) {
    this.path = path;
    this.name = basename(resolve(path));
  }

  /** Where the resolved config is, for messages that point into it. */
  get configPath(): string {
    return join(this.path, CONFIG_FILE);
  }

  /** The resolved config, YAML. @throws UserError when it cannot be read. */
  configText(): string {
    return readBytes(this.configPath, 'the config of the run').toString('utf8');
  }

  /** The description of the data that the run was trained on, JSON. @throws UserError when it cannot be read. */
  dataText(): string {
    return readBytes(join(this.path, 'data.json'), 'the data description of the run').toString('utf8');
  }

  /** @throws UserError when it cannot be written. */
  writeSummary(summary: RunSummary): void {
    writeRunSummary(this.#summaryPath, summary);
  }

  /** The summary; undefined when none was written yet. @throws UserError when it is unreadable or not a summary. */
  readSummary(): RunSummary | undefined {
    return kindOfPath(this.#summaryPath) === 'missing' ? undefined : readRunSummary(this.#summaryPath);
  }

  /** To be written with `replaceFile`, `best` before `last`: a run goes on from `last` and would not write that `best` again. */
  checkpointPath(kind: CheckpointKind): string {
    return join(this.path, 'checkpoints', `${kind}.safetensors`);
  }

  logPath(kind: LogKind): string {
    return join(this.path, `${kind}.csv`);
  }

  /** The same table as JSON lines. */
  linesPath(kind: LogKind): string {
    return join(this.path, `${kind}.jsonl`);
  }

  get eventPath(): string {
    return join(this.path, EVENT_FILE);
  }

  /**
   * The right to write into the run; clears away what killed processes left half-written.
   *
   * @throws UserError when another process is training it.
   */
  lock(): RunLock {
    const lock = lockRun(this.path);
    try {
      for (const folder of [this.path, join(this.path, 'checkpoints')]) removeLeftovers(folder);
      return lock;
    } catch (error) {
      lock.release();
      throw fileError('Cannot clear away half-written files', this.path, error);
    }
  }

  /** Where the trace of a profile goes unless the user says otherwise. */
  get tracePath(): string {
    return join(this.path, 'trace.json');
  }

  /** Where the page about the run goes unless the user says otherwise. */
  get reportPath(): string {
    return join(this.path, 'report.html');
  }

  get #summaryPath(): string {
    return join(this.path, 'summary.json');
  }
}

function removeLeftovers(folder: string): void {
  if (kindOfPath(folder) !== 'folder') return;
  for (const name of readdirSync(folder)) {
    if (REPLACEMENT.test(name) || isAbandoned(name, LOCK_TEMPORARY)) rmSync(join(folder, name), { force: true });
  }
}
