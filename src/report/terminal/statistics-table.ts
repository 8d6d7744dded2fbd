import { percent } from '../../base/format.ts';
import { bar, logFraction, markedBar } from './bars.ts';
import { axisText } from './numbers.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** How one layer behaves in one batch; what is undefined for all layers has no column. */
export interface LayerStatisticsRow {
  readonly name: string;
  readonly type: string;
  /** Of its outputs. */
  readonly mean: number;
  readonly deviation: number;
  /** The part, 0..1, of its units that give 0 for every image. */
  readonly deadFraction: number | undefined;
  /** The part, 0..1, of its outputs at which the gradient vanishes. */
  readonly saturatedFraction: number | undefined;
  readonly gradientNorm: number | undefined;
  readonly weightNorm: number | undefined;
  /** Norm of one update over that of the weights; well at about 1e-3. */
  readonly updateRatio: number | undefined;
}

interface StatisticsColumn extends Column<LayerStatisticsRow> {
  /** Shown where a layer has it. */
  readonly of: keyof LayerStatisticsRow;
}

const TITLE = 'Bars: deviation, and update over weights, on log scales with │ at 1 and at the aim of 1e-3; dead from 0 to 100 %.';
/** On narrow terminals there is no room for any. */
const BARRED = /[█-▏│]/;
const AIM = 1e-3;
/** Columns of a bar for three decades, and of that for the dead part. */
const HALF = 6;
const WHOLE = 6;
/** Of a layer, dead or saturated. */
const MUCH = 0.5;
const OFF_BY_FAR = 10;

/**
 * How each layer behaves, with bars: the deviation from 1e-3 to 1e3, the dead part from 0 to 1, the update from 1e-6 to 1.
 * A number is painted where it is not finite, more than half of a layer is dead or saturated, or an update is more than ten
 * times from its aim. '' when there are no layers.
 */
export function layerStatisticsTable(rows: readonly LayerStatisticsRow[], style: Style): string {
  const columns: StatisticsColumn[] = [
    { of: 'name', head: 'layer', shrinksTo: 8, text: ({ name }) => name },
    { of: 'type', head: 'type', shrinksTo: 6, expendable: 6, text: ({ type }) => type },
    { ...number('mean', 'mean'), expendable: 5 },
    number('deviation', 'deviation'),
    { ...barred('deviation', '1e-3  1   1e3', (value) => markedBar(logFraction(value, 1e-3, 1e3), HALF)), expendable: 3 },
    { ...part('deadFraction', 'dead'), expendable: 1 },
    { ...barred('deadFraction', '0  100', (value) => bar(value, WHOLE)), expendable: 4 },
    { ...part('saturatedFraction', 'saturated'), expendable: 7 },
    { ...number('gradientNorm', 'gradient'), expendable: 8 },
    { ...number('weightNorm', 'weights'), expendable: 9 },
    number('updateRatio', 'update', (ratio) => !(ratio >= AIM / OFF_BY_FAR && ratio <= AIM * OFF_BY_FAR)),
    { ...barred('updateRatio', '1e-6 1e-3   1', (value) => markedBar(logFraction(value, 1e-6, 1), HALF)), expendable: 2 },
  ];
  const shown = columns.filter(({ of }) => rows.some((row) => row[of] !== undefined));
  const table = renderTable({ columns: shown, rows, gap: 2 }, style);
  if (!BARRED.test(table)) return table;
  const title: Column<string> = { head: '', shrinksTo: 8, wraps: true, text: (whole) => whole };
  const lines = renderTable({ columns: [title], rows: [TITLE], headed: false }, style).split('\n');
  return [...lines.map(style.dim), table].join('\n');
}

type NumberKey = Exclude<keyof LayerStatisticsRow, 'name' | 'type'>;

function number(of: NumberKey, head: string, isOdd = (_: number) => false, text = axisText): StatisticsColumn {
  return {
    ...{ of, head, align: 'right' },
    text: (row) => (row[of] === undefined ? '-' : text(row[of])),
    paint: ({ [of]: value }, style) => {
      if (value === undefined) return style.dim;
      if (!Number.isFinite(value)) return style.bad;
      return isOdd(value) ? style.warning : undefined;
    },
  };
}

function part(of: NumberKey, head: string): StatisticsColumn {
  return number(
    of,
    head,
    (fraction) => fraction > MUCH,
    (fraction) => (Number.isFinite(fraction) ? percent(fraction, 1) : String(fraction)),
  );
}

function barred(of: NumberKey, head: string, draw: (value: number) => string): StatisticsColumn {
  return { of, head, text: (row) => (row[of] === undefined ? '' : draw(row[of])), paint: (_, style) => style.first };
}
