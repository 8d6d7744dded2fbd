import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { systemErrorCode, UserError } from '../base/errors.ts';
import { fileError } from '../base/files.ts';
import { hasEnded, type ProcessOwner, temporaryName, thisProcess } from './process-owner.ts';

/** Prefix of the files that live for a moment while a lock is taken. */
export const LOCK_TEMPORARY = 'lock.new-';

/** What a lock is for. A recipe is a folder of studies and runs. */
export type LockedThing = 'run' | 'study' | 'recipe';

/** The right of this process, and no other, to write into a run. */
export interface RunLock {
  /** Gives the right back; a second call does nothing. Never throws. */
  release(): void;
}

const ownerSchema = z.object({
  pid: z.int().positive(),
  start: z.string().nullable(),
  host: z.string(),
});

/**
 * Locks a run (or a study, which is locked as a whole) for writing, by a file `lock` that names the owner. The lock of a process that has ended (killed, machine
 * restarted) is taken over at once; of several processes that try at the same moment exactly one succeeds.
 *
 * @throws UserError naming the owner when a live process, or one on another machine, has the lock.
 */
export function lockRun(folder: string, kind: LockedThing = 'run'): RunLock {
  const path = lockPath(folder);
  const owner = thisProcess();
  try {
    const holder = acquire(folder, owner, 0);
    if (holder !== undefined) throw refusal(path, kind, holder, owner);
  } catch (error) {
    throw fileError(`Cannot lock the ${kind}`, path, error);
  }
  return lockHeldBy(folder, owner);
}

/** Puts a lock of this process into a folder that nobody else knows yet; see `lockHeldBy`. */
export function lockNewFolder(folder: string): ProcessOwner {
  const owner = thisProcess();
  createWhole(lockPath(folder), owner);
  return owner;
}

/** The lock on `folder` that `owner`, this process, already has. */
export function lockHeldBy(folder: string, owner: ProcessOwner): RunLock {
  const path = resolve(lockPath(folder)); // the working directory may change before the release
  let held = true;
  return {
    release() {
      if (held && isOwnedBy(path, owner)) rmSync(path, { force: true });
      held = false;
    },
  };
}

/** The live process (or one on another machine) that is writing into a run. @throws UserError when the lock is unreadable. */
export function lockHolder(folder: string): ProcessOwner | undefined {
  const holder = readOwner(lockPath(folder));
  return holder === undefined || hasEnded(holder) ? undefined : holder;
}

/**
 * Makes the lock ours, or returns who has it. Looking and then replacing are two steps, between which another process may
 * take the same stale lock over; so whoever takes over first acquires a guard, in the same way: if its owner is killed
 * there, the guard is stale in turn and has its own guard. A lock is released by its owner only and a stale one is replaced
 * only under its guard, so what is found stale under the guard stays as it is until replaced.
 *
 * @param depth 0 for the lock itself, 1 for its guard, 2 for the guard's guard
 */
function acquire(folder: string, owner: ProcessOwner, depth: number): ProcessOwner | undefined {
  const path = lockPath(folder, depth);
  for (;;) {
    if (createWhole(path, owner)) return undefined;
    const holder = readOwner(path);
    if (holder === undefined) continue; // released since
    if (!hasEnded(holder)) return holder;
    const rival = acquire(folder, owner, depth + 1);
    if (rival !== undefined) return rival;
    try {
      const current = readOwner(path);
      if (current !== undefined && hasEnded(current)) {
        replaceWhole(path, owner);
        return undefined;
      }
    } finally {
      unlinkSync(lockPath(folder, depth + 1));
    }
  }
}

function lockPath(folder: string, depth = 0): string {
  return join(folder, depth === 0 ? 'lock' : `lock.takeover-${depth}`);
}

/** Creates a lock file that is whole from the moment it is seen; false when there is one already. */
function createWhole(path: string, owner: ProcessOwner): boolean {
  const temporary = writeTemporary(path, owner);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
    return createExclusively(path, owner); // a file system without hard links (exFAT, some network shares)
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createExclusively(path: string, owner: ProcessOwner): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(descriptor, JSON.stringify(owner));
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function replaceWhole(path: string, owner: ProcessOwner): void {
  const temporary = writeTemporary(path, owner);
  try {
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeTemporary(path: string, owner: ProcessOwner): string {
  const temporary = join(dirname(path), temporaryName(LOCK_TEMPORARY));
  writeFileSync(temporary, JSON.stringify(owner), { flag: 'wx' });
  return temporary;
}

function readOwner(path: string): ProcessOwner | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw fileError('Cannot read the lock of the run', path, error);
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError('The lock of the run does not say whose it is.', {
      facts: [['lock', path]],
      hint: 'If no process is training this run, delete the lock file and try again.',
      cause: error,
    });
  }
}

function isOwnedBy(path: string, owner: ProcessOwner): boolean {
  try {
    const found = readOwner(path);
    return found !== undefined && found.pid === owner.pid && found.start === owner.start && found.host === owner.host;
  } catch {
    return false; // unreadable: not what we wrote
  }
}

function refusal(path: string, kind: LockedThing, holder: ProcessOwner, me: ProcessOwner): UserError {
  const name = basename(resolve(dirname(path)));
  if (holder.host !== me.host) {
    return new UserError(`The ${kind} ${name} is locked by process ${holder.pid} on the machine ${holder.host}.`, {
      facts: [
        ['lock', path],
        ['here', me.host],
      ],
      hint: 'If that process has ended, delete the lock file and try again.',
    });
  }
  const doing = kind === 'run' ? 'trained' : 'worked on';
  return new UserError(`The ${kind} ${name} is being ${doing} by ${holder.pid === me.pid ? 'this very' : 'another'} process.`, {
    facts: [
      ['process', String(holder.pid)],
      ['lock', path],
    ],
    hint: `Wait until it ends, or stop it (Ctrl-C saves and ends ${kind === 'run' ? 'a training' : `a ${kind}`}).`,
  });
}
