import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readHeader } from '../../records/study/journal.ts';
import { StudyFolder } from '../../records/study/study-folder.ts';
import { folderNames } from '../folder-names.ts';

/** SHA-256 of what decides which trials a study has. */
export function identityOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * The newest study of a folder with this identity: the one that the same command goes on with.
 * @throws UserError when the folder cannot be read
 */
export function findStudy(runsDir: string, identity: string): StudyFolder | undefined {
  for (const name of folderNames(runsDir).reverse()) {
    const folder = new StudyFolder(join(runsDir, name));
    if (StudyFolder.isStudy(folder.path) && readHeader(folder.journalPath)?.identity === identity) return folder;
  }
  return undefined;
}
