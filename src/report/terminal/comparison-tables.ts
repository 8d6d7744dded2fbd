import { type Difference, differenceOf, FIGURES, type FigureName, type Figures } from '../comparison.ts';
import type { ConfigDifference } from '../config-differences.ts';
import { FIGURE_NAMES, measuredText, noiseText, signedText, verdict } from '../figure-text.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** A training in a comparison. */
export interface Compared {
  readonly name: string;
  readonly figures: Figures;
}

/** Columns of the first column at most, and of each run at least, spaces included. */
const LABEL = 24;
const CELL = 18;

/** The keys in which the configs differ, a column for each run; several tables below each other where they do not fit. */
export function differencesTable(differences: readonly ConfigDifference[], names: readonly string[], style: Style): string {
  return slabs(names.length, style)
    .map((runs) => {
      const columns: Column<ConfigDifference>[] = [
        { head: 'config', shrinksTo: 12, wraps: true, text: ({ key }) => key },
        ...runs.map(
          (i): Column<ConfigDifference> => ({
            head: names[i] ?? '',
            shrinksTo: 6,
            wraps: true,
            text: ({ values }) => values[i] ?? '-',
          }),
        ),
      ];
      return renderTable({ columns, rows: differences }, style);
    })
    .filter((table) => table !== '')
    .join('\n\n');
}

/** What the trainings came to, with the noise of each number; a star where one differs from the first by more than the noise. */
export function figuresTable(runs: readonly Compared[], style: Style): string {
  const rows = FIGURES.filter((figure) => runs.some(({ figures }) => figures[figure] !== undefined));
  const [first] = runs;
  const isBeyond = (figure: FigureName, run: Compared | undefined) =>
    run !== first && differenceOf(first?.figures[figure], run?.figures[figure])?.isBeyondNoise === true;
  const tables = slabs(runs.length, style).map((shown) => {
    const columns: Column<FigureName>[] = [
      { head: '', shrinksTo: 12, wraps: true, text: (figure) => FIGURE_NAMES[figure] },
      ...shown.map((i): Column<FigureName> => {
        const run = runs[i];
        return {
          ...{ head: run?.name ?? '', align: 'right', shrinksTo: 9, wraps: true },
          text: (figure) => `${measuredText(figure, run?.figures[figure])}${isBeyond(figure, run) ? ' *' : ''}`,
        };
      }),
    ];
    return renderTable({ columns, rows }, style);
  });
  return tables.join('\n\n');
}

/** How far the second of two trainings is from the first, and whether that is more than noise. */
export function differenceTable([a, b]: readonly [Compared, Compared], style: Style): string {
  const rows = FIGURES.flatMap((figure) => {
    const difference = differenceOf(a.figures[figure], b.figures[figure]);
    return difference === undefined || figure === 'bestEpoch' ? [] : [{ figure, difference }];
  });
  const columns: Column<{ readonly figure: FigureName; readonly difference: Difference }>[] = [
    { head: 'second minus first', shrinksTo: 12, wraps: true, text: ({ figure }) => FIGURE_NAMES[figure] },
    { head: 'difference', align: 'right', text: ({ figure, difference }) => signedText(figure, difference.difference) },
    { head: 'noise', align: 'right', expendable: 1, text: ({ figure, difference }) => noiseText(figure, difference.noise) },
    {
      head: '',
      text: ({ difference }) => verdict(difference),
      paint: ({ difference }) => (difference.isBeyondNoise === true ? style.first : style.dim),
    },
  ];
  return renderTable({ columns, rows }, style);
}

/** As many runs beside each other as fit. */
function slabs(runs: number, { width }: Style): number[][] {
  const each = Math.max(1, Math.floor((width - LABEL) / CELL));
  const all = Array.from({ length: runs }, (_, i) => i);
  return Array.from({ length: Math.ceil(runs / each) }, (_, k) => all.slice(k * each, (k + 1) * each));
}
