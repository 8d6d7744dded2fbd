import { keyFigures, statusOf } from './key-figures.ts';
import { pageHtml } from './page.ts';
import type { ReportSection } from './section.ts';
import { notesSection } from './sections/notes.ts';
import { RUN_SECTIONS } from './sections/run-sections.ts';
import type { RunReport } from './types.ts';

/** A page about one training, and the ids of its sections. */
export interface ReportPage {
  /** A document that needs no other file. */
  readonly html: string;
  readonly sections: readonly string[];
}

/** What there is of a training, as a page; sections without data are left out and named in the notes. */
export function runReportHtml(report: RunReport): ReportPage {
  const sections: ReportSection[] = [];
  const missing: string[] = [];
  for (const { subject, make } of RUN_SECTIONS) {
    const section = make(report);
    if (section === undefined) missing.push(subject);
    else sections.push(section);
  }
  const notes = notesSection(report.notes, missing);
  const all = notes === undefined ? sections : [...sections, notes];
  const html = pageHtml({
    title: report.log.name,
    kind: report.summary === undefined ? 'Training log' : 'Training run',
    status: statusOf(report),
    figures: keyFigures(report),
    sections: all,
  });
  return { html, sections: all.map(({ id }) => id) };
}
