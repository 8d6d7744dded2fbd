import type { Params } from '../../records/study/description.ts';
import { paramText } from '../study/param-text.ts';
import type { Style } from './style.ts';
import type { Column } from './table.ts';

/** The part of the width that hyperparameters in columns of their own may take. */
const PART = 0.62;
const GAP = 2;
const NARROWEST = 4;
const LONGEST = 14;

/**
 * Hyperparameters in a table of trials: a column for each where there is room, else all in one column.
 * @param names short ones by key, in the order of the space
 */
export function paramColumns<Row extends { readonly params: Params }>(
  names: ReadonlyMap<string, string>,
  rows: readonly Row[],
  style: Style,
): Column<Row>[] {
  if (names.size === 0) return [];
  const text = (key: string, { params }: Row) => {
    const value = params[key];
    return value === undefined ? '' : paramText(value);
  };
  // A name may be cut, and a long text; a number may not.
  const widths = [...names.keys()].map((key) =>
    Math.min(LONGEST, Math.max(NARROWEST, ...rows.map((row) => text(key, row).length))),
  );
  if (widths.reduce((sum, width) => sum + width + GAP, 0) <= PART * style.width) {
    return [...names].map(([key, name], i) => ({
      ...{ head: name, shrinksTo: widths[i] ?? NARROWEST, text: (row) => text(key, row) },
      align: rows.every(({ params }) => typeof params[key] !== 'string') ? ('right' as const) : ('left' as const),
    }));
  }
  const all = ({ params }: Row) =>
    Object.entries(params)
      .map(([key, value]) => `${names.get(key) ?? key} ${paramText(value)}`)
      .join(', ');
  return [{ head: 'hyperparameters', shrinksTo: 16, wraps: true, text: all }];
}
