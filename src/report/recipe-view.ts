import { basename } from 'node:path';
import type { CurveLog } from '../curves/curve-log.ts';
import type { RecipeRecord } from '../records/recipe/recipe-record.ts';
import type { StudyRecord } from '../records/study/trial-record.ts';

/** What is told of a recipe: its record, and what its folder has beside it. */
export interface RecipeView {
  readonly record: RecipeRecord;
  /** Of the recipe's folder, as it is typed. */
  readonly path: string;
  /** By what `SearchEvidence.study` says. One that is missing is left out, and a note says so. */
  readonly studies: ReadonlyMap<string, StudyRecord>;
  /** By what `CurvesEvidence.run` and `FinalRecord.run` say. */
  readonly curves: ReadonlyMap<string, CurveLog>;
  /** `best.yaml`; undefined before there is one. */
  readonly bestConfig: string | undefined;
}

/** The name of the recipe's folder. */
export function recipeName({ path }: Pick<RecipeView, 'path'>): string {
  return basename(path);
}
