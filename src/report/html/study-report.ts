import { count, duration } from '../../base/format.ts';
import { bestTrial } from '../../records/study/ranking.ts';
import { endingsText } from '../study/endings.ts';
import { resultText } from '../study/result-text.ts';
import type { StudyView } from '../study-view.ts';
import { type KeyFigure, type Page, pageHtml } from './page.ts';
import type { ReportPage } from './run-report.ts';
import type { ReportSection } from './section.ts';
import { notesSection } from './sections/notes.ts';
import { STUDY_SECTIONS } from './study/study-sections.ts';

/** A study as a page; sections without data are left out and named in the notes. */
export function studyReportHtml(view: StudyView): ReportPage {
  const made = STUDY_SECTIONS.map(({ subject, make }) => ({ subject, section: make(view) }));
  const missing = made.filter(({ section }) => section === undefined).map(({ subject }) => subject);
  // That there is nothing to warn of is no gap.
  const notes = notesSection(
    view.notes,
    missing.filter((subject) => subject !== 'warnings'),
  );
  const sections = inFullRows([...made.map(({ section }) => section), notes].filter((section) => section !== undefined));
  const html = pageHtml({
    ...{ title: view.study.name, kind: 'Study of hyperparameters', status: statusOf(view), figures: figuresOf(view), sections },
  });
  return { html, sections: sections.map(({ id }) => id) };
}

/** A section of half the width with no other beside it takes the whole row. */
function inFullRows(sections: readonly ReportSection[]): ReportSection[] {
  let isBeside = false;
  return sections.map((section, i) => {
    const isHalf = section.width === 'half';
    const isAlone = isHalf && !isBeside && sections[i + 1]?.width !== 'half';
    isBeside = isHalf && !isAlone && !isBeside;
    return isAlone ? { ...section, width: 'full' } : section;
  });
}

function statusOf({ study, isRunning }: StudyView): Page['status'] {
  const { trials } = study;
  if (isRunning) return { text: 'running', mood: 'neutral' };
  if (trials.some(({ state }) => state === 'unfinished')) return { text: 'interrupted', mood: 'neutral' };
  if (trials.some(({ state }) => state === 'completed')) return { text: 'finished', mood: 'good' };
  return trials.length === 0 ? { text: 'not begun', mood: 'neutral' } : { text: 'no trial completed', mood: 'bad' };
}

function figuresOf({ study: { trials, header } }: StudyView): KeyFigure[] {
  const best = bestTrial(trials, header.metric);
  const seconds = trials.map((trial) => trial.seconds ?? 0).reduce((sum, one) => sum + one, 0);
  const measures = [
    { metric: 'valAccuracy', best: 'Best validation accuracy', other: 'Its validation accuracy' },
    { metric: 'valLoss', best: 'Lowest validation loss', other: 'Its validation loss' },
  ] as const;
  const figures = measures.flatMap(({ metric, best: label, other }) => {
    const value = best?.[metric];
    if (value === undefined) return [];
    const isMain = metric === header.metric;
    return [
      { label: isMain ? label : other, value: resultText(value, metric), detail: isMain ? `trial ${best?.index}` : undefined },
    ];
  });
  return [
    ...(header.metric === 'valLoss' ? figures.reverse() : figures),
    { label: 'Trials', value: count(trials.length), detail: endingsText(trials) },
    ...(seconds > 0 ? [{ label: 'Training, all trials', value: duration(seconds) }] : []),
  ];
}
