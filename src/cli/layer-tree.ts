import type { BuiltLayer, Network } from '../nn/network.ts';

/**
 * Rows of layers as a person reads them: a layer with others inside comes first, and these indented below it, named without
 * what is clear from there: the layer they are in, and that they are in its main branch.
 * @param rows one for each layer, by its full name.
 */
export function inTreeOrder<Row extends { readonly name: string }>({ layers }: Network, rows: readonly Row[]): Row[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const walk = (list: readonly BuiltLayer[], indent: string, known: number): Row[] =>
    list.flatMap(({ name, branches }) => {
      const row = byName.get(name);
      const inside = Object.entries(branches).flatMap(([key, branch], i) =>
        walk(branch, `${indent}  `, `${name}.${i === 0 ? `${key}.` : ''}`.length),
      );
      return row === undefined ? inside : [{ ...row, name: `${indent}${name.slice(known)}` }, ...inside];
    });
  return walk(
    layers.filter(({ path }) => path.length === 1),
    '',
    0,
  );
}
