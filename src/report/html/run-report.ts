import { html, type raw } from 'hono/html';
import { percent } from '../../base/format.ts';
import type { RunReport } from './types.ts';

type Html = ReturnType<typeof raw>;

/** A page, and the sections that are in it, by their ids. */
export interface RenderedReport {
  readonly html: string;
  readonly sections: readonly string[];
}

/** A page about one training: one file that needs nothing else. PROVISIONAL: the page of branch `html` takes its place. */
export function runReportHtml(report: RunReport): RenderedReport {
  const sections = SECTIONS.flatMap(({ id, title, body }) => {
    const content = body(report);
    return content === undefined ? [] : [{ id, title, content }];
  });
  const parts = sections.map(({ id, title, content }) => html`<section id="${id}"><h2>${title}</h2>${content}</section>` as Html);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${report.log.name}</title></head>
<body><h1>${report.log.name}</h1>${parts}</body></html>`;
  return { html: `${page as string}\n`, sections: sections.map(({ id }) => id) };
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: (report: RunReport) => Html | undefined;
}

const list = (lines: readonly string[]) => html`<ul>${lines.map((line) => html`<li>${line}</li>` as Html)}</ul>` as Html;
const unlessEmpty = (lines: readonly string[]) => (lines.length === 0 ? undefined : list(lines));

const SECTIONS: readonly Section[] = [
  { id: 'summary', title: 'Summary', body: ({ summary }) => summary && list([`status ${summary.status}`]) },
  {
    id: 'readings',
    title: 'What the curves say',
    body: ({ readings }) => unlessEmpty(readings.map(({ title, meaning, advice }) => `${title}: ${meaning} ${advice}`)),
  },
  {
    id: 'confusion',
    title: 'Confusion matrix',
    body: ({ model }) =>
      model &&
      list([`accuracy ${percent(model.accuracy)}`, ...model.confusion.map((row, i) => `${model.classes[i]}: ${row.join(' ')}`)]),
  },
  {
    id: 'mostWrong',
    title: 'Most wrong images',
    body: ({ model }) =>
      unlessEmpty(
        (model?.mostWrong ?? []).map(({ index, truth, predicted }) => {
          const name = (label: number | undefined) => (label === undefined ? 'nothing' : (model?.classes[label] ?? ''));
          return `image ${index}: ${name(truth)}, taken for ${name(predicted)}`;
        }),
      ),
  },
  {
    id: 'config',
    title: 'Config',
    body: ({ config }) => (config === undefined ? undefined : (html`<pre>${config}</pre>` as Html)),
  },
  { id: 'notes', title: 'Notes', body: ({ notes }) => unlessEmpty(notes) },
];
