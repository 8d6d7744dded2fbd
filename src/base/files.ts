import { randomInt } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemErrorCode, UserError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the user is used up',
  EFBIG: 'the file would be larger than is allowed',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
};

/** What a system error means to a user; undefined for anything else. */
export function refusalReason(error: unknown): string | undefined {
  const code = systemErrorCode(error);
  return code === undefined ? undefined : (REASONS[code] ?? code);
}

/** Turns a file-system error into one that a user can act on; anything else passes through. */
export function fileError(doing: string, path: string, error: unknown): unknown {
  const reason = refusalReason(error);
  if (reason === undefined) return error;
  return new UserError(`${doing}: ${reason}.`, { facts: [['path', path]], cause: error });
}

/** Whether an error says that the file system refused something: no permission, a full disk. */
export function isFileError(error: unknown): boolean {
  return error instanceof UserError && systemErrorCode(error.cause) !== undefined;
}

/** Reads a whole file. @throws UserError naming `what` and the path when it cannot be read. */
export function readBytes(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(`Cannot read ${what}`, path, error);
  }
}

/** Reads at most so many bytes from the beginning of a file. @throws UserError when it cannot be read */
export function readBeginning(path: string, most: number): Buffer {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(Math.min(most, fstatSync(descriptor).size));
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError('Cannot read', path, error);
  }
}

/**
 * Replaces a file in one step: after a crash at any moment, and on a disk that gets full, the old or the new content is there,
 * whole. What a link leads to is replaced, and keeps its permissions and owner. (The library write-file-atomic does not look at how
 * much of the content was written: on a full disk it puts a part of it in the place of the whole.)
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    const target = before === undefined ? path : realpathSync(path);
    // Found again by who clears away what killed processes left: the name and a number.
    const temporary = `${target}.${randomInt(2 ** 47)}`;
    const descriptor = openSync(temporary, 'wx', before?.mode);
    try {
      try {
        writeAll(descriptor, typeof content === 'string' ? Buffer.from(content) : content, 0);
        if (before !== undefined) keepAttributes(descriptor, before);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw fileError('Cannot write', path, error);
  }
}

/** Writes all bytes at a place of a file: one call may write a part of them. */
export function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}

/** As far as the system lets this user. */
function keepAttributes(descriptor: number, { mode, uid, gid }: Stats): void {
  try {
    fchmodSync(descriptor, mode);
    fchownSync(descriptor, uid, gid);
  } catch (error) {
    if (systemErrorCode(error) !== 'EPERM') throw error;
  }
}

/** @throws UserError when files cannot be made in this folder. */
export function checkWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw fileError('Cannot write into the folder', folder, error);
  }
}

/** Makes a folder and those above it. @throws UserError when that is not possible. */
export function makeFolder(path: string, what: string): void {
  try {
    makeFolders(resolve(path));
  } catch (error) {
    throw fileError(`Cannot create ${what}`, path, error);
  }
}

/**
 * One by one: the recursive `mkdirSync` of Node.js never returns where a system says of a folder that it is missing, although the one
 * above it is there (/proc).
 */
function makeFolders(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // There already, or made by another process meanwhile.
    if (isFolder(path)) return;
    const above = dirname(path);
    if (systemErrorCode(error) !== 'ENOENT' || isFolder(above)) throw error;
    makeFolders(above);
    makeFolders(path);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Removes a folder with all that is in it, if it is there. @throws UserError when that is not possible. */
export function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    throw fileError('Cannot remove a folder', path, error);
  }
}

/** Whether `path` is there, and as what. @throws UserError when that cannot be told (no permission, too long a name). */
export function kindOfPath(path: string): 'file' | 'folder' | 'missing' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    return stats.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // A path that leads through a file: some versions of Node.js throw, others do not.
    if (systemErrorCode(error) === 'ENOTDIR') return 'missing';
    throw fileError('Cannot look up a path', path, error);
  }
}
