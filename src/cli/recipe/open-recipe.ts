import { join } from 'node:path';
import { renderConfig } from '../../config/render.ts';
import type { RunLock } from '../../records/lock.ts';
import { createRecipe, RecipeFolder } from '../../records/recipe/recipe-folder.ts';
import type { BudgetShare, RecipeRecord } from '../../records/recipe/recipe-record.ts';
import { folderNames } from '../folder-names.ts';
import { identityOf } from '../sweep/find-study.ts';
import type { PreparedSearch } from '../sweep/prepare.ts';

export interface RecipeWishes {
  readonly file: string;
  readonly command: string;
  readonly budgetSeconds: number | undefined;
  readonly workers: number;
  readonly isNew: boolean;
  readonly plan: readonly BudgetShare[];
}

export interface OpenedRecipe {
  readonly folder: RecipeFolder;
  readonly lock: RunLock;
  readonly record: RecipeRecord;
  /** Whether it was there already. */
  readonly goesOn: boolean;
}

/**
 * The recipe that this config and budget mean: the newest that is there goes on.
 * @throws UserError when another process is at it, or it cannot be made
 */
export function openRecipe(runsDir: string, { config, data }: PreparedSearch, wishes: RecipeWishes): OpenedRecipe {
  const { name, ...experiment } = config;
  const { file, command, budgetSeconds, workers, isNew, plan } = wishes;
  // With a budget, how much is done depends on the workers as well.
  const identity = identityOf([experiment, data.dataset.fingerprint, budgetSeconds, budgetSeconds === undefined ? 0 : workers]);
  const there = isNew ? undefined : findRecipe(runsDir, identity);
  if (there !== undefined) {
    const lock = there.lock();
    try {
      const record = there.read();
      // Without a budget nothing depends on the workers.
      return { folder: there, lock, record: budgetSeconds === undefined ? { ...record, workers } : record, goesOn: true };
    } catch (error) {
      lock.release();
      throw error;
    }
  }
  const record: RecipeRecord = {
    ...{ version: 1, name, config: name, file, command, identity, budgetSeconds, seconds: 0, workers, plan },
    ...{ decided: {}, steps: [], final: undefined, status: 'running', testAccuracy: undefined },
  };
  const { recipe, lock } = createRecipe(runsDir, `${name}-recipe`, record, { 'recipe.yaml': renderConfig(config) });
  return { folder: recipe, lock, record, goesOn: false };
}

function findRecipe(runsDir: string, identity: string): RecipeFolder | undefined {
  return folderNames(runsDir)
    .filter((name) => RecipeFolder.isRecipe(join(runsDir, name)))
    .reverse()
    .map((name) => new RecipeFolder(join(runsDir, name)))
    .find((folder) => identityIn(folder) === identity);
}

/** A record that cannot be read is of no recipe that could go on. */
function identityIn(folder: RecipeFolder): string | undefined {
  try {
    return folder.read().identity;
  } catch {
    return undefined;
  }
}
