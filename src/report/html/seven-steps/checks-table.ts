import type { StepCheck } from '../../../records/recipe/recipe-record.ts';
import { VERDICTS } from '../../check-row.ts';
import { copyable } from '../copyable.ts';
import { type Html, html } from '../html.ts';

/** What each check expected and measured; below each that did not pass what it means, and what to try. */
export function checksTable(checks: readonly StepCheck[]): Html | string {
  if (checks.length === 0) return '';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Checks"><table class="compared checks"><caption class="hidden">Checks</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Expected</th><th scope="col">Measured</th><th scope="col">Verdict</th></tr></thead>
<tbody>${checks.map(rowsOf)}</tbody></table></div>`;
}

function rowsOf({ title, expected, measured, status, reading, fix }: StepCheck): Html {
  const row = html`<tr><th scope="row">${title}</th><td>${expected}</td><td>${measured}</td><td class="verdict ${status}">${VERDICTS[status]}</td></tr>`;
  if (status === 'pass' || (reading === undefined && fix === undefined)) return row;
  const advice = fix === undefined ? '' : copyable(fix);
  return html`${row}<tr class="below"><td colspan="4">${reading ?? ''}${advice}</td></tr>`;
}
