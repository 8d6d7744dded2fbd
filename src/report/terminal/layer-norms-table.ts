import type { ParameterNorms } from '../../records/curve-log/parameter-norms.ts';
import { bar, logFraction, markedBar } from './bars.ts';
import { axisText } from './numbers.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** Columns of a bar; the bar of the update ratio has twice as many and a mark in its middle, at 1e-3. */
const BAR = 10;
const HALF = 7;
/** What the update ratio should be about (cs231n, "Babysitting the learning process"), in the middle of a scale of three decades to each side. */
const RATIO = { low: 1e-6, high: 1 };

interface Row {
  readonly parameter: string;
  readonly first: ParameterNorms;
  readonly last: ParameterNorms;
}

/**
 * The parameters at their last epoch: size of the weights, of the gradient and of an update over that of the weights, each with
 * a bar on a logarithmic scale and with its change since the first epoch. '' when there are none.
 */
export function layerNormsTable(norms: ReadonlyMap<string, readonly ParameterNorms[]>, style: Style): string {
  const rows = [...norms].flatMap(([parameter, list]): Row[] => {
    const [first, last] = [list[0], list.at(-1)];
    return first === undefined || last === undefined ? [] : [{ parameter, first, last }];
  });
  if (rows.length === 0) return '';
  const columns: Column<Row>[] = [
    { head: 'parameter', shrinksTo: 10, text: ({ parameter }) => parameter },
    ...normColumns('weight', 'weightNorm', rows, [6, 2]),
    ...normColumns('gradient', 'gradientNorm', rows, [5, 3]),
    { head: 'update ratio', align: 'right', text: ({ last }) => axisText(last.updateRatio), paint: ratioPaint },
    { head: '1e-6 .. 1e-3 .. 1', expendable: 1, text: ({ last }) => ratioBar(last.updateRatio), paint: ratioPaint },
    { head: 'since', align: 'right', expendable: 4, text: ({ first, last }) => changeText(first.updateRatio, last.updateRatio) },
  ];
  const [from, to] = [Math.min(...rows.map(({ first }) => first.epoch)), Math.max(...rows.map(({ last }) => last.epoch))];
  const title = from === to ? `Parameters in epoch ${to}` : `Parameters in epoch ${to}, since epoch ${from}`;
  return `${style.bold(title)}\n${renderTable({ columns, rows, gap: 2 }, style)}`;
}

function normColumns(
  head: string,
  key: 'weightNorm' | 'gradientNorm',
  rows: readonly Row[],
  [barRank, changeRank]: readonly [number, number],
): Column<Row>[] {
  const sizes = rows.map(({ last }) => last[key]).filter((size) => size > 0 && Number.isFinite(size));
  const high = Math.max(...sizes);
  // A decade below the smallest, so that its bar is not empty.
  const low = Math.min(...sizes) / 10;
  return [
    { head, align: 'right', text: ({ last }) => axisText(last[key]) },
    {
      head: '',
      expendable: barRank,
      text: ({ last }) => bar(logFraction(last[key], low, high), BAR),
      paint: (_, { first }) => first,
    },
    { head: 'since', align: 'right', expendable: changeRank, text: ({ first, last }) => changeText(first[key], last[key]) },
  ];
}

function ratioBar(ratio: number): string {
  return markedBar(logFraction(ratio, RATIO.low, RATIO.high), HALF);
}

/** A decade to each side of 1e-3 is usual. */
function ratioPaint({ last: { updateRatio } }: Row, style: Style): (text: string) => string {
  return updateRatio >= 1e-4 && updateRatio <= 1e-2 ? style.good : style.warning;
}

/** `x1.25`. */
function changeText(from: number, to: number): string {
  const factor = to / from;
  return Number.isFinite(factor) ? `x${Number(factor.toPrecision(3))}` : '-';
}
