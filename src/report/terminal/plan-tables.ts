import { abbreviated, bytes } from '../../base/format.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** What a training step runs; a part of `StepPlan` of the room train. */
export interface PlanRows {
  readonly layers: readonly {
    readonly name: string;
    readonly type: string;
    readonly bytes: number;
    readonly passes: readonly PassRow[];
  }[];
  readonly parts: readonly { readonly name: string; readonly kernels: readonly KernelRow[] }[];
}

interface PassRow {
  readonly pass: string;
  readonly multiplyAdds: number | undefined;
  readonly algorithm: string | undefined;
  readonly costs: readonly { readonly algorithm: string; readonly cost: number }[];
  readonly kernels: readonly KernelRow[];
}

interface KernelRow {
  readonly kernel: string;
  readonly calls: number;
  readonly parts: number;
}

/** A row of a layer: only its first one shows the layer's name. */
interface Row extends PassRow {
  readonly name: string;
  readonly type: string;
  readonly bytes: number | undefined;
}

/** The algorithm of each pass that has a choice, what it costs, and what the others would. '' when there is no such pass. */
export function algorithmTable({ layers }: PlanRows, style: Style): string {
  const chosen = ({ algorithm, costs }: Row) => costs.find((one) => one.algorithm === algorithm);
  const others = ({ algorithm, costs }: Row) => costs.filter((one) => one.algorithm !== algorithm);
  const columns: Column<Row>[] = [
    ...layerAndPass(24),
    { head: 'mult.-adds', align: 'right', expendable: 2, text: ({ multiplyAdds }) => optional(multiplyAdds) },
    { head: 'algorithm', text: ({ algorithm = '' }) => algorithm, paint: (_, { first }) => first },
    { head: 'cost', align: 'right', text: (row) => optional(chosen(row)?.cost) },
    {
      head: 'instead of',
      shrinksTo: 12,
      wraps: true,
      text: (row) =>
        others(row)
          .map(({ algorithm, cost }) => `${algorithm} ${abbreviated(cost)}`)
          .join(', ') || '-',
    },
  ];
  const choosing = layers.map((layer) => ({ ...layer, passes: layer.passes.filter(({ costs }) => costs.length > 0) }));
  return renderTable({ columns, rows: rowsOf(choosing), gap: 2 }, style);
}

/** The kernels of each pass, and of what belongs to no layer. */
export function kernelPlanTable({ layers, parts }: PlanRows, style: Style): string {
  const columns: Column<Row>[] = [
    ...layerAndPass(16),
    { head: 'data', align: 'right', expendable: 4, text: (row) => (row.bytes === undefined ? '' : bytes(row.bytes)) },
    { head: 'kernels', shrinksTo: 31, wraps: true, text: ({ kernels }) => kernels.map(kernelText).join(', ') },
  ];
  const rest = parts.map(({ name, kernels }) => ({ ...NO_PASS, name: `(${name})`, kernels }));
  return renderTable({ columns, rows: [...rowsOf(layers), ...rest], gap: 2 }, style);
}

/** @param shrinksTo is the least width of the names. */
function layerAndPass(shrinksTo: number): readonly Column<Row>[] {
  return [
    { head: 'layer', shrinksTo, text: ({ name }) => name },
    { head: 'type', shrinksTo: 8, expendable: 3, text: ({ type }) => type },
    { head: 'pass', text: ({ pass }) => pass },
  ];
}

const NO_PASS = { type: '', bytes: undefined, pass: '', multiplyAdds: undefined, algorithm: undefined, costs: [] } as const;

function rowsOf(layers: PlanRows['layers']): Row[] {
  return layers.flatMap(({ passes, ...layer }) =>
    passes.map((pass, i) => (i === 0 ? { ...pass, ...layer } : { ...pass, name: '', type: '', bytes: undefined })),
  );
}

/** Without spaces, so that lines break between kernels. */
function kernelText({ kernel, calls, parts }: KernelRow): string {
  return `${kernel}${parts > 1 ? `/${parts}` : ''}${calls > 1 ? `×${calls}` : ''}`;
}

function optional(value: number | undefined): string {
  return value === undefined ? '' : abbreviated(value);
}
