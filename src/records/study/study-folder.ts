import { readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { fileError, kindOfPath } from '../../base/files.ts';
import { createFolder, createFolderAt, type InitialFiles, removeAbandoned } from '../create-run.ts';
import { LOCK_TEMPORARY, lockHolder, lockRun, type RunLock } from '../lock.ts';
import { isAbandoned } from '../process-owner.ts';
import { RunFolder } from '../run-folder.ts';
import { journalLine } from './journal.ts';
import type { StudyHeader } from './trial-record.ts';

/** What makes a folder a study. */
const JOURNAL = 'journal.jsonl';
/** Where the runs are, of trials and of repeated ones. */
const TRIALS = 'trials';
const REPEATS = 'repeats';
/** What a killed process may leave beside a file that it was replacing. */
const REPLACEMENT = /^(?:trials\.csv|report\.html)\.\d+$/;

/**
 * The folder of a study: its journal, the config it was made from (`study.yaml`), the table of its trials (`trials.csv`), and a
 * run for each trial under `trials`.
 */
export class StudyFolder {
  readonly path: string;
  readonly name: string;

  constructor(path: string) {
    this.path = path;
    this.name = basename(resolve(path));
  }

  static isStudy(path: string): boolean {
    return kindOfPath(join(path, JOURNAL)) === 'file';
  }

  get exists(): boolean {
    return StudyFolder.isStudy(this.path);
  }

  get journalPath(): string {
    return join(this.path, JOURNAL);
  }

  get tablePath(): string {
    return join(this.path, 'trials.csv');
  }

  get reportPath(): string {
    return join(this.path, 'report.html');
  }

  /** The run that a record names. */
  run(name: string): RunFolder {
    return new RunFolder(join(this.path, name));
  }

  /** The right to go on with the study; clears away what killed processes left half-written. @throws UserError when another process is at it. */
  lock(): RunLock {
    const lock = lockRun(this.path, 'study');
    try {
      for (const name of readdirSync(this.path)) {
        if (REPLACEMENT.test(name) || isAbandoned(name, LOCK_TEMPORARY)) rmSync(join(this.path, name), { force: true });
      }
      for (const folder of [TRIALS, REPEATS].map((name) => join(this.path, name))) {
        if (kindOfPath(folder) === 'folder') removeAbandoned(folder);
      }
      return lock;
    } catch (error) {
      lock.release();
      throw fileError('Cannot clear away half-written files', this.path, error);
    }
  }
}

/** @throws UserError when the run is a trial of a study that a process is working on: it may be training it. */
export function checkNotInBusyStudy({ path, name }: RunFolder): void {
  const study = new StudyFolder(join(resolve(path), '..', '..'));
  const holder = study.exists ? lockHolder(study.path) : undefined;
  if (holder === undefined) return;
  throw new UserError(`The run ${name} is a trial of the study ${study.name}, which is being worked on.`, {
    facts: [['process', String(holder.pid)]],
    hint: 'Wait until that ends, or stop it (Ctrl-C saves its trials).',
  });
}

/** The name of the run of a trial, relative to the study. */
export function trialRun(index: number): string {
  return `${TRIALS}/${String(index).padStart(4, '0')}`;
}

export function repeatRun(index: number, seed: number): string {
  return `${REPEATS}/${String(index).padStart(4, '0')}-seed-${seed}`;
}

/**
 * Makes the study folder `path` anew, as a part of something that is locked.
 * @throws UserError when that is not possible
 */
export function createStudyAt(path: string, header: StudyHeader): StudyFolder {
  createFolderAt(path, { [JOURNAL]: journalLine({ study: header }) }, 'study');
  return new StudyFolder(path);
}

/**
 * Makes the folder of a new study, `NAME-001` or the next free number, locked.
 * @throws UserError when that is not possible
 */
export function createStudy(
  runsDir: string,
  name: string,
  header: StudyHeader,
  files: InitialFiles,
): { readonly study: StudyFolder; readonly lock: RunLock } {
  const initial = { ...files, [JOURNAL]: journalLine({ study: header }) };
  const { path, lock } = createFolder(runsDir, name, initial, 'study');
  return { study: new StudyFolder(path), lock };
}
