import { dirname } from 'node:path';
import { UserError } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { lockHolder } from '../records/lock.ts';
import type { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import { readStudy } from '../records/study/read-study.ts';
import { StudyFolder } from '../records/study/study-folder.ts';
import { recipeCharts, studyCharts } from './chart-offers.ts';
import { chartWishes } from './chart-wishes.ts';
import { checkTarget } from './output.ts';
import { recipeView } from './recipe/output.ts';
import { drawCharts, writeCharts } from './report-charts.ts';
import type { ReportWish, WrittenReport } from './report-files.ts';
import { recipeChart, searchesOf, studyChart } from './search-charts.ts';
import { studyView } from './sweep/study-view.ts';

/**
 * Writes the page of a study or a recipe, as it stands, and single charts of it.
 * @throws UserError when it cannot be read, the page or a chart could not be made or written, or something was asked for that is about a single run
 */
export async function writeSearchReport(
  folder: StudyFolder | RecipeFolder,
  { options, part, out }: ReportWish,
): Promise<WrittenReport> {
  const ofOne = [...(part === undefined ? [] : ['--part']), ...(options.columns === undefined ? [] : ['--columns'])];
  if (ofOne.length > 0) {
    throw new UserError(`${ofOne.join(' and ')} can be had of a single run, and ${folder.path} is a ${kindOf(folder)}.`, {
      hint: `Name one of its runs: cnn-run report ${folder.path}/trials/0000`,
    });
  }
  const path = out ?? folder.reportPath;
  checkTarget('report', 'the page', path);
  const place = dirname(path);
  const made = folder instanceof StudyFolder ? ofStudy(folder, options, place) : ofRecipe(folder, options, place);
  const { drawn, page, notes } = await made;
  replaceFile(path, page.html);
  return { path, bytes: Buffer.byteLength(page.html), sections: page.sections, charts: writeCharts(drawn), notes };
}

/** Everything is made before the first file is written. */
async function ofStudy(folder: StudyFolder, options: ReportWish['options'], place: string) {
  const wishes = chartWishes(options, studyCharts(folder.path), place);
  const view = await studyView(readStudy(folder), { isRunning: lockHolder(folder.path) !== undefined });
  const drawn = await drawCharts(wishes, ({ kind }) => studyChart(kind, view));
  const { studyReportHtml } = await import('../report/html/study-report.ts');
  return { drawn, page: studyReportHtml(view), notes: view.notes };
}

async function ofRecipe(folder: RecipeFolder, options: ReportWish['options'], place: string) {
  const record = folder.read();
  const wishes = chartWishes(options, recipeCharts(folder.path, searchesOf(record)), place);
  const view = recipeView(folder, record);
  const drawn = await drawCharts(wishes, (wish) => recipeChart(wish, view));
  const { recipeReportHtml } = await import('../report/html/recipe-report.ts');
  return { drawn, page: recipeReportHtml(view), notes: [] };
}

function kindOf(folder: StudyFolder | RecipeFolder): string {
  return folder instanceof StudyFolder ? 'study' : 'recipe';
}
