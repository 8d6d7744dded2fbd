import { count, percent } from '../../../base/format.ts';
import { type Html, html } from '../html.ts';
import { scrollingTable } from '../scrolling-table.ts';
import type { ModelInspection } from '../types.ts';

/** How the network does on each class. */
export function perClass({ classes, confusion }: ModelInspection): Html {
  const rows = classes.map((name, i) => {
    const row = confusion[i] ?? [];
    const right = row[i] ?? 0;
    const examples = row.reduce((sum, one) => sum + one, 0);
    const taken = confusion.reduce((sum, other) => sum + (other[i] ?? 0), 0);
    return html`<tr><th scope="row">${name}</th><td class="number">${count(examples)}</td>${share(right, taken)}${share(right, examples)}</tr>`;
  });
  return scrollingTable({
    ...{ label: 'Classes', look: 'per-class', isTall: true },
    caption: 'Precision: of those taken for the class, how many are of it. Recall: of those of the class, how many are found.',
    rows: html`<thead><tr><th scope="col">Class</th><th scope="col" class="number">Examples</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th></tr></thead>
<tbody>${rows}</tbody>`,
  });
}

function share(part: number, whole: number): Html {
  if (whole === 0) return html`<td class="number">-</td>`;
  return html`<td class="number share" style="--part: ${((100 * part) / whole).toFixed(1)}%">${percent(part / whole, 1)}</td>`;
}
