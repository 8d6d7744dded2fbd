import { bytes, count, duration, percent, shapeText } from '../../base/format.ts';
import type { ListedRun } from '../../records/list-runs.ts';
import { lossText } from './numbers.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

export { classTable, confusionTable } from './class-tables.ts';

/** One epoch; what is absent in all epochs has no column. */
export interface EpochRow {
  readonly epoch: number;
  readonly trainLoss: number;
  /** Accuracies are fractions in 0..1. */
  readonly trainAccuracy: number;
  readonly valLoss?: number | undefined;
  readonly valAccuracy?: number | undefined;
}

/** One layer of a network, for one example. */
export interface LayerRow {
  readonly name: string;
  readonly type: string;
  /** Without the batch. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly macs: number;
  /** The part of the input that one output sees, for example `5 x 5`. */
  readonly receptiveField: string;
  readonly activationBytes: number;
}

/** Loss and accuracy by epoch, the best validation accuracy marked with a star. '' when there are none. */
export function epochTable(rows: readonly EpochRow[], style: Style): string {
  const best = Math.max(...rows.map(({ valAccuracy = Number.NaN }) => valAccuracy).filter(Number.isFinite));
  const first = rows.find(({ valAccuracy }) => valAccuracy === best);
  const columns: Column<EpochRow>[] = [
    { head: 'epoch', align: 'right', text: ({ epoch }) => count(epoch) },
    { head: 'train loss', align: 'right', expendable: 1, text: ({ trainLoss }) => lossText(trainLoss) },
    { head: 'train acc', align: 'right', expendable: 2, text: ({ trainAccuracy }) => percent(trainAccuracy) },
    { head: 'val loss', align: 'right', expendable: 3, text: ({ valLoss }) => optional(valLoss, lossText) },
    {
      head: 'val acc',
      align: 'right',
      text: ({ valAccuracy }) => optional(valAccuracy, percent),
      paint: (row) => (row === first ? style.first : undefined),
    },
    { head: '', text: (row) => (row === first ? '*' : ''), paint: () => style.first },
  ];
  const validated = rows.some(({ valLoss, valAccuracy }) => valLoss !== undefined || valAccuracy !== undefined);
  return renderTable({ columns: validated ? columns : columns.slice(0, 3), rows }, style);
}

/** The layers of a network and what they cost, with the totals. */
export function layersTable(rows: readonly LayerRow[], style: Style): string {
  const total = (key: 'parameters' | 'macs' | 'activationBytes') => rows.reduce((sum, row) => sum + row[key], 0);
  const columns: Column<LayerRow | Totals>[] = [
    { head: 'layer', shrinksTo: 12, text: ({ name }) => name },
    { head: 'type', shrinksTo: 8, expendable: 1, text: ({ type = '' }) => type },
    { head: 'output', text: ({ outputShape }) => (outputShape === undefined ? '' : shapeText(outputShape)) },
    { head: 'parameters', align: 'right', text: ({ parameters }) => countOrDash(parameters), paint: dimDash('parameters') },
    { head: 'multiply-adds', align: 'right', expendable: 2, text: ({ macs }) => countOrDash(macs), paint: dimDash('macs') },
    { head: 'sees', align: 'right', expendable: 4, text: ({ receptiveField = '' }) => receptiveField },
    {
      head: 'memory',
      align: 'right',
      expendable: 3,
      text: ({ activationBytes }) => (activationBytes === 0 ? '-' : bytes(activationBytes)),
      paint: dimDash('activationBytes'),
    },
  ];
  const totals = {
    name: 'total',
    parameters: total('parameters'),
    macs: total('macs'),
    activationBytes: total('activationBytes'),
  };
  return renderTable({ columns, rows, total: totals }, style);
}

type Totals = Pick<LayerRow, 'name' | 'parameters' | 'macs' | 'activationBytes'> & {
  readonly type?: undefined;
  readonly outputShape?: undefined;
  readonly receptiveField?: undefined;
};

/** The runs with how they ended (`val acc` is the best one), and below it what is wrong with the broken ones. '' when there are none. */
export function runsTable(runs: readonly ListedRun[], style: Style): string {
  const columns: Column<ListedRun>[] = [
    { head: 'run', shrinksTo: 16, text: ({ name }) => name },
    { head: 'status', text: ({ status }) => status, paint: ({ status }) => statusColour(status, style) },
    { head: 'epochs', align: 'right', expendable: 3, text: ({ summary }) => optional(summary?.epochs, count) },
    { head: 'loss', align: 'right', expendable: 5, text: ({ summary }) => optional(summary?.trainLoss, lossText) },
    { head: 'val acc', align: 'right', expendable: 1, text: ({ summary }) => optional(summary?.bestValAccuracy, percent) },
    { head: 'test acc', align: 'right', expendable: 2, text: ({ summary }) => optional(summary?.testAccuracy, percent) },
    { head: 'time', align: 'right', expendable: 4, text: ({ summary }) => optional(summary?.seconds, duration) },
    { head: 'created', expendable: 6, text: ({ created }) => minuteText(created) },
  ];
  const problems: Column<ListedRun>[] = [
    { head: 'broken run', shrinksTo: 12, text: ({ name }) => name },
    { head: 'problem', shrinksTo: 12, wraps: true, text: ({ problem = '' }) => problem },
  ];
  const broken = runs.filter(({ problem }) => problem !== undefined);
  const tables = [renderTable({ columns, rows: runs }, style), renderTable({ columns: problems, rows: broken }, style)];
  return tables.filter((table) => table !== '').join('\n\n');
}

/** Labels and values, one pair a line; values too long for the line go on below. */
export function summaryTable(pairs: readonly (readonly [label: string, value: string])[], style: Style): string {
  const columns: Column<readonly [string, string]>[] = [
    { head: '', text: ([label]) => label, paint: () => style.dim },
    { head: '', shrinksTo: 10, wraps: true, text: ([, value]) => value },
  ];
  return renderTable({ columns, rows: pairs, headed: false }, style);
}

function optional(value: number | null | undefined, text: (value: number) => string): string {
  return value === undefined || value === null ? '-' : text(value);
}

function countOrDash(value: number): string {
  return value === 0 ? '-' : count(value);
}

function dimDash<K extends 'parameters' | 'macs' | 'activationBytes'>(key: K) {
  return (row: Readonly<Record<K, number>>, style: Style) => (row[key] === 0 ? style.dim : undefined);
}

function statusColour(status: ListedRun['status'], style: Style): (text: string) => string {
  switch (status) {
    case 'completed':
    case 'stopped early':
      return style.good;
    case 'running':
      return style.first;
    case 'interrupted':
      return style.warning;
    default:
      return style.bad;
  }
}

/** Local time to the minute: `2025-01-31 14:05`. */
function minuteText(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ${pad(time.getHours())}:${pad(time.getMinutes())}`;
}
