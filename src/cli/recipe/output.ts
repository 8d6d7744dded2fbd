import { join } from 'node:path';
import { kindOfPath, readBytes, replaceFile } from '../../base/files.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { runCurves } from '../../records/curve-log/run-curves.ts';
import type { RecipeFolder } from '../../records/recipe/recipe-folder.ts';
import type { RecipeRecord } from '../../records/recipe/recipe-record.ts';
import { readStudy } from '../../records/study/read-study.ts';
import type { StudyRecord } from '../../records/study/trial-record.ts';
import { recipeMarkdown } from '../../report/recipe-markdown.ts';
import type { RecipeView } from '../../report/recipe-view.ts';
import { print } from '../output.ts';

/** A recipe with what its folder has beside its record. */
export function recipeView(folder: RecipeFolder, record: RecipeRecord): RecipeView {
  const studies = new Map<string, StudyRecord>();
  const curves = new Map<string, CurveLog>();
  const addCurves = (run: string) => {
    const there = folder.run(run);
    if (kindOfPath(there.configPath) === 'file') curves.set(run, runCurves(there));
  };
  for (const { evidence } of record.steps) {
    if (evidence?.kind === 'search' && folder.study(evidence.study).exists)
      studies.set(evidence.study, readStudy(folder.study(evidence.study)));
    if (evidence?.kind === 'learningCurves') addCurves(evidence.run);
  }
  if (record.final !== undefined) addCurves(record.final.run);
  const bestConfig =
    kindOfPath(folder.bestConfigPath) === 'file'
      ? readBytes(folder.bestConfigPath, 'the config of the winner').toString('utf8')
      : undefined;
  return { record, path: folder.path, studies, curves, bestConfig };
}

/** Writes recipe.md, and at the end the page. @returns where the page is */
export async function writeRecipeFiles(
  folder: RecipeFolder,
  record: RecipeRecord,
  withPage: boolean,
): Promise<string | undefined> {
  const view = recipeView(folder, record);
  replaceFile(folder.markdownPath, recipeMarkdown(view));
  if (!withPage) return undefined;
  const { recipeReportHtml } = await import('../../report/html/recipe-report.ts');
  replaceFile(folder.reportPath, recipeReportHtml(view).html);
  return folder.reportPath;
}

/** What `--json` prints of a recipe. */
export function recipeDocument(folder: RecipeFolder, record: RecipeRecord, page: string | undefined) {
  const { steps, final, status, testAccuracy, seconds, budgetSeconds, plan, decided } = record;
  return {
    ...{ recipe: folder.path, status, testAccuracy, valAccuracy: final?.valAccuracy, seconds, budgetSeconds, plan, decided },
    steps: steps.map((step) => ({ ...step, advice: step.advice ?? null, evidence: step.evidence ?? null })),
    final: final === undefined ? null : { ...final, run: join(folder.path, final.run) },
    bestConfig: kindOfPath(folder.bestConfigPath) === 'file' ? folder.bestConfigPath : null,
    report: page,
  };
}

export async function printRecipe(folder: RecipeFolder, record: RecipeRecord, page: string | undefined): Promise<void> {
  const [{ isAnimated, styleFor }, { recipeResult }] = await Promise.all([
    import('../../report/terminal/style.ts'),
    import('../../report/terminal/recipe-result.ts'),
  ]);
  const files = { bestConfig: folder.bestConfigPath, markdown: folder.markdownPath, page };
  print(recipeResult(record, files, styleFor(process.stdout), isAnimated(process.stdout)));
}
