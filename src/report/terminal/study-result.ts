import { count, duration } from '../../base/format.ts';
import { bestTrial, rankTrials, resultOf } from '../../records/study/ranking.ts';
import type { TrialRecord } from '../../records/study/trial-record.ts';
import { endingsOf } from '../study/endings.ts';
import { overrideText, paramText } from '../study/param-text.ts';
import { METRIC_NAMES, resultText } from '../study/result-text.ts';
import { trainAgain } from '../study/train-again.ts';
import type { EdgeWarning, StudyView } from '../study-view.ts';
import { heading } from './heading.ts';
import { importanceBars } from './importance-bars.ts';
import { paragraph } from './paragraph.ts';
import { repeatsTable } from './repeats-table.ts';
import { statePaint } from './state-paint.ts';
import type { Style } from './style.ts';
import { type Column, printable, renderTable } from './table.ts';
import { topTrials } from './top-trials.ts';

/** Rows of the table of the best trials. */
const TOP = 10;

/** What came of a study: the best trial, the best ones as a table, how the trials ended, what mattered, what to look at next. */
export function studyResult(view: StudyView, style: Style, top = TOP): string {
  const { study, importance, repeats, edges, notes } = view;
  const { header, trials } = study;
  const ranked = rankTrials(trials, header.metric);
  return [
    bestText(view, style),
    topTrials(ranked.slice(0, top), header, style),
    endingsText(trials, style),
    importance === undefined ? '' : importanceBars(importance, style),
    repeats === undefined ? '' : repeatsTable(repeats, header.metric, style),
    ...edges.map((edge, i) => edgeText(edge, edges[i + 1]?.override, style)),
    notes.map((note) => paragraph(`note: ${note}`, style, style.dim)).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function bestText({ study }: StudyView, style: Style): string {
  const { metric } = study.header;
  const best = bestTrial(study.trials, metric);
  if (best === undefined) return paragraph('No trial was trained to its end.', style, style.warning);
  const result = `${METRIC_NAMES[metric]} ${resultText(resultOf(best, metric), metric)}`;
  const loss = metric === 'valAccuracy' && best.valLoss !== undefined ? `, loss ${resultText(best.valLoss, 'valLoss')}` : '';
  const columns: Column<readonly [string, string]>[] = [
    { head: '', text: () => '' },
    { head: '', shrinksTo: 12, wraps: true, text: ([key]) => key },
    { head: '', shrinksTo: 8, wraps: true, text: ([, value]) => value, paint: () => style.first },
  ];
  const rows = Object.entries(best.params).map(([key, value]) => [key, paramText(value)] as const);
  return [
    heading(`best: trial ${best.index}`, `${result}${loss}`, style, style.good),
    renderTable({ columns, rows, headed: false, gap: 2 }, style),
    labelled('as', overrideText(best.params), style),
    labelled('again', trainAgain(study, best), style),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What is copied is not broken into lines: the terminal does that so that it still is one. */
function labelled(label: string, text: string, style: Style): string {
  return text === '' ? '' : `  ${style.dim(`${label}:`)} ${printable(text)}`;
}

function endingsText(trials: readonly TrialRecord[], style: Style): string {
  if (trials.length === 0) return '';
  const endings = endingsOf(trials);
  const seconds = trials.reduce((sum, trial) => sum + (trial.seconds ?? 0), 0);
  const counts = endings.map(({ state, count: number }) => `${count(number)} ${state}`).join(', ');
  const head = `${count(trials.length)} ${trials.length === 1 ? 'trial' : 'trials'}${counts === '' ? '' : `: ${counts}`}${
    seconds > 0 ? `; ${duration(seconds)} of training` : ''
  }`;
  const rows = endings.flatMap(({ state, reasons }) => reasons.map((reason) => ({ ...reason, state })));
  const columns: Column<(typeof rows)[number]>[] = [
    { head: '', text: () => '' },
    { head: '', align: 'right', text: (row) => count(row.count) },
    { head: '', text: ({ state }) => state, paint: ({ state }) => statePaint(state, style) },
    { head: '', shrinksTo: 12, wraps: true, text: ({ text }) => text },
  ];
  return [paragraph(head, style, style.bold), renderTable({ columns, rows, headed: false, gap: 2 }, style)]
    .filter((part) => part !== '')
    .join('\n');
}

/** @param next what the next one says to try: the same is said once, below both. */
function edgeText({ text, override }: EdgeWarning, next: string | undefined, style: Style): string {
  const warning = paragraph(text, style, style.warning);
  return override === undefined || override === next ? warning : `${warning}\n${labelled('try', override, style)}`;
}
