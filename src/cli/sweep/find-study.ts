import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/errors.ts';
import { fileError } from '../../base/files.ts';
import { readHeader } from '../../records/study/journal.ts';
import { StudyFolder } from '../../records/study/study-folder.ts';

/** SHA-256 of what decides which trials a study has. */
export function identityOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * The newest study of a folder with this identity: the one that the same command goes on with.
 * @throws UserError when the folder cannot be read
 */
export function findStudy(runsDir: string, identity: string): StudyFolder | undefined {
  let names: string[];
  try {
    names = readdirSync(runsDir);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw fileError('Cannot read the runs folder', runsDir, error);
  }
  const newestFirst = names.filter((name) => !name.startsWith('.')).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  for (const name of newestFirst) {
    const folder = new StudyFolder(join(runsDir, name));
    if (StudyFolder.isStudy(folder.path) && readHeader(folder.journalPath)?.identity === identity) return folder;
  }
  return undefined;
}
