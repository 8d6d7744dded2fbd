import { html } from '../html.ts';
import type { ReportSection } from '../section.ts';

/** What is missing and why. @param missing sections without data, by what they would show. @returns undefined when nothing is. */
export function notesSection(notes: readonly string[], missing: readonly string[]): ReportSection | undefined {
  const all = missing.length === 0 ? notes : [...notes, `Left out, since there is nothing to show: ${missing.join(', ')}.`];
  if (all.length === 0) return undefined;
  return {
    ...{ id: 'notes', title: 'Notes', width: 'full' },
    body: html`<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>`,
  };
}
