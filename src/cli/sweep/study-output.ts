import { join } from 'node:path';
import { replaceFile } from '../../base/files.ts';
import { bytes as bytesText } from '../../base/format.ts';
import { bestTrial } from '../../records/study/ranking.ts';
import type { StudyFolder } from '../../records/study/study-folder.ts';
import { studyCsv } from '../../report/study-csv.ts';
import type { StudyView } from '../../report/study-view.ts';
import type { SearchEnd } from '../../trials/search-session.ts';
import { print } from '../output.ts';

export interface WrittenPage {
  readonly path: string;
  readonly bytes: number;
}

/** What `--json` prints of a study. */
export function studyDocument({ study, importance, edges, repeats: repeated, notes }: StudyView) {
  const { header, trials, repeats } = study;
  const best = bestTrial(trials, header.metric);
  return {
    study: study.path,
    metric: header.metric,
    sampler: header.sampler,
    pruner: header.pruner,
    space: header.space,
    best:
      best === undefined
        ? null
        : {
            ...{ index: best.index, params: best.params, valAccuracy: best.valAccuracy, valLoss: best.valLoss },
            run: join(study.path, best.run),
          },
    trials: trials.map(({ index, state, params, valAccuracy, valLoss, values, epochs, steps, seconds, reason, run }) => ({
      ...{ index, state, params, valAccuracy, valLoss, values, epochs, steps, seconds, reason, run: join(study.path, run) },
    })),
    ...{ importance, edges },
    repeats: repeats.map(({ of, seed, state, valAccuracy, valLoss }) => ({ of, seed, state, valAccuracy, valLoss })),
    comparison: repeated,
    notes,
  };
}

/** Writes the table of the trials, and the page where it is wanted. */
export async function writeStudyFiles(folder: StudyFolder, view: StudyView, withPage: boolean): Promise<WrittenPage | undefined> {
  replaceFile(folder.tablePath, studyCsv(view.study));
  if (!withPage) return undefined;
  const { studyReportHtml } = await import('../../report/html/study-report.ts');
  const { html } = studyReportHtml(view);
  replaceFile(folder.reportPath, html);
  return { path: folder.reportPath, bytes: Buffer.byteLength(html) };
}

/** What came of a study, on stdout. */
export async function printStudy(
  folder: StudyFolder,
  view: StudyView,
  top: number,
  end: SearchEnd | undefined,
  page: WrittenPage | undefined,
): Promise<void> {
  const [{ styleFor }, { studyResult }] = await Promise.all([
    import('../../report/terminal/style.ts'),
    import('../../report/terminal/study-result.ts'),
  ]);
  print(studyResult(view, styleFor(process.stdout), top));
  const lines = [
    `table: ${folder.tablePath}`,
    ...(page === undefined ? [`page: cnn-run report ${folder.path}`] : [`page: ${page.path}   (${bytesText(page.bytes)})`]),
    ...ending(end),
  ];
  print(`\n${lines.join('\n')}`);
}

/** What is to be said of an end that was not that of all trials. */
function ending(end: SearchEnd | undefined): string[] {
  if (end === 'out of time') return ['The time was over; the same command goes on.'];
  if (end === 'stopped') return ['Interrupted; the same command goes on.'];
  if (end === 'failed') return ['A trial failed, and --fail-fast stopped the study; the same command goes on.'];
  if (end === 'exhausted') return ['Every trial of the space was made.'];
  return [];
}
