import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileError } from './files.ts';

export interface TemporaryFolder {
  readonly path: string;
  /** A second call does nothing. */
  remove(): void;
}

/**
 * A new folder in the system's temporary one. It is removed at the latest when the process exits, however it does that
 * (short of a signal that cannot be caught).
 * @throws UserError when it cannot be made.
 */
export function makeTemporaryFolder(prefix: string): TemporaryFolder {
  let path: string;
  try {
    path = mkdtempSync(join(tmpdir(), prefix));
  } catch (error) {
    throw fileError('Cannot create a temporary folder', tmpdir(), error);
  }
  const remove = () => {
    rmSync(path, { recursive: true, force: true });
    process.off('exit', remove);
  };
  process.on('exit', remove);
  return { path, remove };
}
