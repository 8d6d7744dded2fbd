import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { systemErrorCode, UserError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
};

/** Turns a file-system error into one that a user can act on; anything else passes through. */
export function fileError(doing: string, path: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === undefined) return error;
  return new UserError(`${doing}: ${REASONS[code] ?? code}.`, { facts: [['path', path]], cause: error });
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

/** Replaces a file in one step: after a crash at any moment the old or the new content is there, whole. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileAtomic.sync(
      path,
      typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    );
  } catch (error) {
    throw fileError('Cannot write', path, error);
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
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw fileError(`Cannot create ${what}`, path, error);
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
