import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileError, makeFolder } from '../base/files.ts';
import { type LockedThing, lockHeldBy, lockNewFolder, type RunLock } from './lock.ts';
import { isAbandoned, temporaryName } from './process-owner.ts';
import { RunFolder } from './run-folder.ts';

const TEMPORARY = '.new-';

/** Longest name of a run without its number, in characters: up to 4 bytes each, of the 255 that file systems allow. */
const LONGEST_NAME = 60;

export interface CreatedRun {
  readonly run: RunFolder;
  /** The run is this process's from the moment it is seen; release when done. */
  readonly lock: RunLock;
}

/** Contents by file name. */
export type InitialFiles = Readonly<Record<string, string>>;

/**
 * Makes the folder of a run, `NAME-001` or the next free number: see `createFolder`.
 *
 * @param files `config.yaml` among them
 */
export function createRun(runsDir: string, name: string, files: InitialFiles): CreatedRun {
  const { path, lock } = createFolder(runsDir, name, files, 'run');
  return { run: new RunFolder(path), lock };
}

/**
 * Makes the folder `NAME-001`, or the next free number. It is made under a hidden name with all its initial files and its
 * lock and then moved into place, so that a folder that is seen is whole, and no two processes get the same number.
 *
 * @throws UserError when the runs folder cannot be made or written (a file in the way, no permission, disk full)
 */
export function createFolder(runsDir: string, name: string, files: InitialFiles, kind: LockedThing) {
  makeFolder(runsDir, 'the runs folder');
  const temporary = join(runsDir, temporaryName(TEMPORARY));
  try {
    removeAbandoned(runsDir);
    fill(temporary, files, kind);
    const owner = lockNewFolder(temporary);
    const path = moveIntoPlace(temporary, runsDir, safeName(name));
    return { path, lock: lockHeldBy(path, owner) };
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError(`Cannot create a ${kind}`, runsDir, error);
  }
}

/**
 * Makes the run folder `path` anew: see `createFolderAt`.
 * @throws UserError when it cannot be made
 */
export function createRunAt(path: string, files: InitialFiles): RunFolder {
  createFolderAt(path, files, 'run');
  return new RunFolder(path);
}

/**
 * Makes the folder `path` anew; what a killed process may have left there is removed. Seen, it is whole. It is a part of
 * something that whoever calls has locked.
 * @throws UserError when it cannot be made
 */
export function createFolderAt(path: string, files: InitialFiles, kind: LockedThing): void {
  makeFolder(dirname(path), `the folder of the ${kind}`);
  const temporary = join(dirname(path), temporaryName(TEMPORARY));
  try {
    fill(temporary, files, kind);
    rmSync(path, { recursive: true, force: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError(`Cannot create a ${kind}`, path, error);
  }
}

function fill(folder: string, files: InitialFiles, kind: LockedThing): void {
  mkdirSync(folder);
  if (kind === 'run') mkdirSync(join(folder, 'checkpoints'));
  for (const [fileName, content] of Object.entries(files)) {
    writeFileSync(join(folder, fileName), content, { flag: 'wx', flush: true });
  }
}

/** A name that every file system takes: letters and digits of any script, `.`, `_` and single `-`; `run` when nothing is left. */
export function safeName(name: string): string {
  const plain = [...name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')].slice(0, LONGEST_NAME).join('');
  return plain.replace(/-{2,}/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'run';
}

function moveIntoPlace(temporary: string, runsDir: string, name: string): string {
  for (let number = highestNumber(runsDir, name) + 1; ; number++) {
    const target = join(runsDir, `${name}-${String(number).padStart(3, '0')}`);
    if (isTaken(target)) continue; // a rename would replace an empty folder
    try {
      renameSync(temporary, target); // fails when another process was faster, since its run folder is not empty
      return target;
    } catch (error) {
      if (!isTaken(target)) throw error;
    }
  }
}

function highestNumber(runsDir: string, name: string): number {
  let highest = 0;
  for (const entry of readdirSync(runsDir)) {
    const digits = entry.startsWith(`${name}-`) ? entry.slice(name.length + 1) : '';
    if (/^\d{3,9}$/.test(digits)) highest = Math.max(highest, Number(digits));
  }
  return highest;
}

function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Removes what creations that were killed have left. */
export function removeAbandoned(runsDir: string): void {
  for (const entry of readdirSync(runsDir)) {
    if (isAbandoned(entry, TEMPORARY)) rmSync(join(runsDir, entry), { recursive: true, force: true });
  }
}
