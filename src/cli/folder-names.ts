import { readdirSync } from 'node:fs';
import { systemErrorCode } from '../base/errors.ts';
import { fileError } from '../base/files.ts';

/**
 * What lies in the runs folder, hidden names left out, by name with their numbers in order: `x-2` before `x-10`.
 * @throws UserError when it cannot be read; one that is not there holds nothing
 */
export function folderNames(runsDir: string): string[] {
  try {
    return readdirSync(runsDir)
      .filter((name) => !name.startsWith('.'))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw fileError('Cannot read the runs folder', runsDir, error);
  }
}
