import { readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { fileError, kindOfPath, readBytes, replaceFile } from '../../base/files.ts';
import { jsonNumber } from '../../base/format.ts';
import { createFolder, type InitialFiles } from '../create-run.ts';
import { LOCK_TEMPORARY, lockRun, type RunLock } from '../lock.ts';
import { isAbandoned } from '../process-owner.ts';
import { RunFolder } from '../run-folder.ts';
import { StudyFolder } from '../study/study-folder.ts';
import type { RecipeRecord } from './recipe-record.ts';

/** What makes a folder a recipe. */
const RECORD = 'recipe.json';
const REPLACEMENT = /^(?:recipe\.json|recipe\.md|report\.html|best\.yaml)\.\d+$/;

/** The folder of a recipe: `recipe.json`, what it was made from (`config.start.yaml`), its studies, the final run, and what came of it. */
export class RecipeFolder {
  readonly path: string;
  readonly name: string;

  constructor(path: string) {
    this.path = path;
    this.name = basename(resolve(path));
  }

  static isRecipe(path: string): boolean {
    return kindOfPath(join(path, RECORD)) === 'file';
  }

  get recordPath(): string {
    return join(this.path, RECORD);
  }

  get markdownPath(): string {
    return join(this.path, 'recipe.md');
  }

  get reportPath(): string {
    return join(this.path, 'report.html');
  }

  /** A plain config that trains the winner as the recipe did. */
  get bestConfigPath(): string {
    return join(this.path, 'best.yaml');
  }

  /** @param name relative to the recipe: `studies/coarse` */
  study(name: string): StudyFolder {
    return new StudyFolder(join(this.path, name));
  }

  run(name: string): RunFolder {
    return new RunFolder(join(this.path, name));
  }

  /** @throws UserError when it cannot be read or is not one */
  read(): RecipeRecord {
    const text = readBytes(this.recordPath, 'the record of the recipe').toString('utf8');
    try {
      const record: unknown = JSON.parse(text, (_key, value: unknown) =>
        value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
      );
      if (typeof record === 'object' && record !== null && 'steps' in record && Array.isArray(record.steps))
        return record as RecipeRecord;
    } catch (cause) {
      throw new UserError('The record of the recipe is not JSON.', { facts: [['path', this.recordPath]], cause });
    }
    throw new UserError('The record of the recipe has no steps.', { facts: [['path', this.recordPath]] });
  }

  /** Replaces the record in one step. @throws UserError when it cannot be written */
  write(record: RecipeRecord): void {
    replaceFile(this.recordPath, recordText(record));
  }

  /** The right to go on with it. @throws UserError when another process is at it */
  lock(): RunLock {
    const lock = lockRun(this.path, 'recipe');
    try {
      for (const name of readdirSync(this.path)) {
        if (REPLACEMENT.test(name) || isAbandoned(name, LOCK_TEMPORARY)) rmSync(join(this.path, name), { force: true });
      }
      return lock;
    } catch (error) {
      lock.release();
      throw fileError('Cannot clear away half-written files', this.path, error);
    }
  }
}

/** Makes the folder of a new recipe, `NAME-001` or the next free number, locked. @throws UserError when that is not possible */
export function createRecipe(
  runsDir: string,
  name: string,
  record: RecipeRecord,
  files: InitialFiles,
): { readonly recipe: RecipeFolder; readonly lock: RunLock } {
  const { path, lock } = createFolder(runsDir, name, { ...files, [RECORD]: recordText(record) }, 'recipe');
  return { recipe: new RecipeFolder(path), lock };
}

/** What is not known is left out; NaN and infinities are strings. */
function recordText(record: RecipeRecord): string {
  return `${JSON.stringify(record, (_key, value: unknown) => (typeof value === 'number' ? jsonNumber(value) : value), 2)}\n`;
}
