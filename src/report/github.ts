import { appendFileSync } from 'node:fs';
import { fileError } from '../base/files.ts';
import { type CheckRow, placeText, VERDICTS, verdictCounts } from './check-row.ts';
import { literal } from './markdown.ts';

const SIGNS = { pass: '✅', warn: '⚠️', fail: '❌', inconclusive: '❔' } as const;

/** Markdown for the summary of a job on GitHub: a table of all checks, and below it what to do about those that did not pass. */
export function githubSummary(title: string, rows: readonly CheckRow[]): string {
  const counts = verdictCounts(rows).map(({ text }) => text);
  const table = rows.map(({ status, ...row }) => {
    const cells = [`${SIGNS[status]} ${VERDICTS[status]}`, ...[row.title, row.expected, row.measured].map(literal)];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| verdict | check | expected | measured |', '| --- | --- | --- | --- |'];
  const items = rows.flatMap(({ status, ...row }) => {
    const advice = [
      ...(row.reading === undefined ? [] : [literal(row.reading)]),
      ...(row.fix === undefined ? [] : [`Try <code>${literal(row.fix)}</code>.`]),
      ...(row.place === undefined ? [] : [`See <code>${literal(placeText(row.place))}</code>.`]),
    ];
    return status === 'pass' || advice.length === 0 ? [] : [`- ${SIGNS[status]} **${literal(row.title)}**: ${advice.join(' ')}`];
  });
  const parts = [[`## ${literal(title)}`], [counts.join(', ')], rows.length === 0 ? [] : [...head, ...table], items];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/**
 * The workflow commands by which GitHub shows errors and warnings at the line of the config, one a line ('' when there are
 * none): https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(rows: readonly CheckRow[]): string {
  const annotated = rows.filter(({ status }) => status === 'fail' || status === 'warn');
  return annotated
    .map(({ status, title, expected, measured, reading, fix, place }) => {
      const where = place === undefined ? [] : [`file=${property(place.file)}`, `line=${place.line}`];
      const properties = [...where, `title=${property(title)}`].join(',');
      const message = [
        `Expected ${expected}, measured ${measured}.`,
        ...(reading === undefined ? [] : [reading]),
        ...(fix === undefined ? [] : [`Try: ${fix}`]),
      ].join('\n');
      return `::${status === 'fail' ? 'error' : 'warning'} ${properties}::${data(message)}`;
    })
    .join('\n');
}

/** Adds to the file that $GITHUB_STEP_SUMMARY names; other steps have written to it. @throws UserError when that is not possible. */
export function appendSummary(path: string, markdown: string): void {
  try {
    appendFileSync(path, markdown);
  } catch (error) {
    throw fileError('Cannot append to the summary of the job', path, error);
  }
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
