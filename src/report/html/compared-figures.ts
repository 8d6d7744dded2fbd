import { differenceOf, FIGURES, type FigureName } from '../comparison.ts';
import { FIGURE_NAMES, measuredText, noiseText, signedText, verdict } from '../figure-text.ts';
import type { ComparedRun } from './compared-run.ts';
import { type Html, html } from './html.ts';
import { scrollingTable } from './scrolling-table.ts';
import type { ReportSection } from './section.ts';

/** What trainings came to, each against the first, a column for each training. */
export function comparedFigures(runs: readonly ComparedRun[]): ReportSection | undefined {
  const shown = FIGURES.filter((figure) => runs.some(({ figures }) => figures[figure] !== undefined));
  if (shown.length === 0) return undefined;
  const [first] = runs;
  return {
    ...{ id: 'figures', title: 'What they came to', width: 'full' },
    body: scrollingTable({
      ...{ label: 'What they came to', look: 'compared' },
      caption: `Behind ± the standard error, where it is known. Marked: more than twice the standard error of the difference from ${first?.log.name}; the rest may be noise.`,
      rows: html`<thead><tr><td></td>${runs.map(({ log }) => html`<th scope="col" class="number">${log.name}</th>`)}</tr></thead>
<tbody>${shown.map((figure) => html`<tr><th scope="row">${FIGURE_NAMES[figure]}</th>${runs.map((run) => cell(figure, run, first))}</tr>`)}</tbody>`,
    }),
  };
}

function cell(figure: FigureName, run: ComparedRun, first: ComparedRun | undefined): Html {
  const text = measuredText(figure, run.figures[figure]);
  const difference = run === first ? undefined : differenceOf(first?.figures[figure], run.figures[figure]);
  if (difference === undefined || figure === 'bestEpoch') return html`<td class="number">${text}</td>`;
  const { difference: by, noise, isBeyondNoise } = difference;
  const against =
    `${signedText(figure, by)}${noise === undefined ? '' : ` ± ${noiseText(figure, noise)}`} ${verdict(difference)}`.trim();
  return html`<td class="number${isBeyondNoise === true ? ' beyond' : ''}" title="${against}">${text}<span class="source">${signedText(figure, by)}</span></td>`;
}
