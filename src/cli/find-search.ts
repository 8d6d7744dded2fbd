import { basename, join } from 'node:path';
import { kindOfPath } from '../base/files.ts';
import { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import { StudyFolder } from '../records/study/study-folder.ts';

/** A study or a recipe that a word of the command line means: its name in the runs folder, or its path. Undefined when it means none. */
export function findSearch(runsDir: string, reference: string): StudyFolder | RecipeFolder | undefined {
  const isName = reference !== '' && reference === basename(reference) && reference !== '.' && reference !== '..';
  const places = [...(isName ? [join(runsDir, reference)] : []), reference];
  for (const path of places) {
    if (!isFolder(path)) continue;
    if (StudyFolder.isStudy(path)) return new StudyFolder(path);
    if (RecipeFolder.isRecipe(path)) return new RecipeFolder(path);
  }
  return undefined;
}

/** A path that cannot even be looked at is none. */
function isFolder(path: string): boolean {
  try {
    return path !== '' && kindOfPath(path) === 'folder';
  } catch {
    return false;
  }
}
