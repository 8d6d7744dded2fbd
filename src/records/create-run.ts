import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError, makeFolder } from '../base/files.ts';
import { lockHeldBy, lockNewFolder, type RunLock } from './lock.ts';
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

/**
 * Makes the folder `NAME-001`, or the next free number. It is made under a hidden name with all its initial files and its
 * lock and then moved into place, so that a run that is seen is whole, and no two processes get the same number.
 *
 * @param files contents by file name, `config.yaml` among them
 * @throws UserError when the runs folder cannot be made or written (a file in the way, no permission, disk full)
 */
export function createRun(runsDir: string, name: string, files: Readonly<Record<string, string>>): CreatedRun {
  makeFolder(runsDir, 'the runs folder');
  const temporary = join(runsDir, temporaryName(TEMPORARY));
  try {
    removeAbandoned(runsDir);
    mkdirSync(temporary);
    mkdirSync(join(temporary, 'checkpoints'));
    for (const [fileName, content] of Object.entries(files)) {
      writeFileSync(join(temporary, fileName), content, { flag: 'wx', flush: true });
    }
    const owner = lockNewFolder(temporary);
    const path = moveIntoPlace(temporary, runsDir, safeName(name));
    return { run: new RunFolder(path), lock: lockHeldBy(path, owner) };
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError('Cannot create a run', runsDir, error);
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
function removeAbandoned(runsDir: string): void {
  for (const entry of readdirSync(runsDir)) {
    if (isAbandoned(entry, TEMPORARY)) rmSync(join(runsDir, entry), { recursive: true, force: true });
  }
}
