import { UserError } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { lockHolder } from '../records/lock.ts';
import type { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import { readStudy } from '../records/study/read-study.ts';
import { StudyFolder } from '../records/study/study-folder.ts';
import { checkTarget } from './output.ts';
import { recipeView } from './recipe/output.ts';
import type { ReportWish, WrittenReport } from './report-files.ts';
import { studyView } from './sweep/study-view.ts';

/**
 * Writes the page of a study or a recipe, as it stands.
 * @throws UserError when it cannot be read, the page could not be written, or something was asked for that is about a single run
 */
export async function writeSearchReport(
  folder: StudyFolder | RecipeFolder,
  { options, part, out }: ReportWish,
): Promise<WrittenReport> {
  const ofOne = [
    ...(part === undefined ? [] : ['--part']),
    ...['svg', 'png', 'columns'].filter((name) => options[name] !== undefined).map((name) => `--${name}`),
  ];
  if (ofOne.length > 0) {
    throw new UserError(`${ofOne.join(' and ')} can be had of a single run, and ${folder.path} is a ${kindOf(folder)}.`, {
      hint: `Name one of its runs: cnn-run report ${folder.path}/trials/0000`,
    });
  }
  const path = out ?? folder.reportPath;
  checkTarget('report', 'the page', path);
  const { html, sections, notes } = await pageOf(folder);
  replaceFile(path, html);
  return { path, bytes: Buffer.byteLength(html), sections, charts: [], notes };
}

async function pageOf(folder: StudyFolder | RecipeFolder) {
  if (folder instanceof StudyFolder) {
    const { studyReportHtml } = await import('../report/html/study-report.ts');
    const view = await studyView(readStudy(folder), { isRunning: lockHolder(folder.path) !== undefined });
    return { ...studyReportHtml(view), notes: view.notes };
  }
  const { recipeReportHtml } = await import('../report/html/recipe-report.ts');
  return { ...recipeReportHtml(recipeView(folder, folder.read())), notes: [] };
}

function kindOf(folder: StudyFolder | RecipeFolder): string {
  return folder instanceof StudyFolder ? 'study' : 'recipe';
}
