import { count, duration, percent } from '../../base/format.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

interface Timed {
  readonly name: string;
  /** Of one step. */
  readonly milliseconds: number;
  /** Of the step, 0..1. */
  readonly share: number;
}

/** A layer, or a part of the step that belongs to none. */
export interface LayerTimes extends Timed {
  readonly type: string;
  readonly forwardMilliseconds: number;
  readonly backwardMilliseconds: number;
  readonly gigaflops: number | undefined;
  readonly algorithms: readonly { readonly pass: string; readonly algorithm: string }[];
}

export interface KernelTimes extends Timed {
  /** In one step. */
  readonly calls: number;
}

export interface ThreadTimes {
  readonly thread: number;
  readonly busyMilliseconds: number;
  readonly share: number;
}

/** What passes for a share that one looks at first. */
const LARGE_SHARE = 0.1;

/** Each layer's part of a step, then what belongs to no layer, with the total. */
export function layerTimesTable(layers: readonly LayerTimes[], parts: readonly Timed[], style: Style): string {
  type Row = Timed & Partial<LayerTimes>;
  const columns: Column<Row>[] = [
    { head: 'layer', shrinksTo: 12, text: ({ name }) => name },
    { head: 'type', shrinksTo: 12, wraps: true, expendable: 1, text: typeText },
    { head: 'forward', align: 'right', expendable: 3, text: ({ forwardMilliseconds }) => milliseconds(forwardMilliseconds) },
    { head: 'backward', align: 'right', expendable: 3, text: ({ backwardMilliseconds }) => milliseconds(backwardMilliseconds) },
    { head: 'ms', align: 'right', text: (row) => milliseconds(row.milliseconds) },
    { head: 'share', align: 'right', text: ({ share }) => shareText(share), paint: largeShare },
    { head: 'GFLOP/s', align: 'right', expendable: 2, text: ({ gigaflops }) => gigaflops?.toFixed(1) ?? '' },
  ];
  const rows: Row[] = [...layers, ...parts.map((part) => ({ ...part, name: `(${part.name})` }))];
  const total = {
    name: 'step',
    milliseconds: sum([...layers, ...parts].map((row) => row.milliseconds)),
    share: sum([...layers, ...parts].map(({ share }) => share)),
    forwardMilliseconds: sum(layers.map((row) => row.forwardMilliseconds)),
    backwardMilliseconds: sum(layers.map((row) => row.backwardMilliseconds)),
  };
  return renderTable({ columns, rows, total, gap: 2 }, style);
}

/** The kernels, what takes longest first. */
export function kernelTimesTable(kernels: readonly KernelTimes[], style: Style): string {
  const columns: Column<KernelTimes>[] = [
    { head: 'kernel', shrinksTo: 20, text: ({ name }) => name },
    { head: 'calls', align: 'right', text: ({ calls }) => count(calls) },
    { head: 'ms', align: 'right', text: (row) => milliseconds(row.milliseconds) },
    { head: 'share', align: 'right', text: ({ share }) => percent(share, 1), paint: largeShare },
  ];
  return renderTable({ columns, rows: kernels }, style);
}

/** How long each thread worked. */
export function threadTimesTable(threads: readonly ThreadTimes[], style: Style): string {
  const columns: Column<ThreadTimes>[] = [
    { head: 'thread', align: 'right', text: ({ thread }) => String(thread) },
    { head: 'works, ms', align: 'right', text: ({ busyMilliseconds }) => milliseconds(busyMilliseconds) },
    { head: 'share', align: 'right', text: ({ share }) => percent(share, 1) },
  ];
  return renderTable({ columns, rows: threads }, style);
}

/** The parts of a whole training. */
export function trainingTimesTable(parts: readonly { readonly name: string; readonly seconds: number }[], style: Style): string {
  const all = sum(parts.map(({ seconds }) => seconds));
  const columns: Column<(typeof parts)[number]>[] = [
    { head: 'training', text: ({ name }) => name },
    { head: 'time', align: 'right', text: ({ seconds }) => duration(seconds) },
    { head: 'share', align: 'right', text: ({ seconds }) => percent(seconds / all, 1) },
  ];
  return renderTable({ columns, rows: parts }, style);
}

/** The type with the algorithm, or the algorithms of all passes where they differ. */
function typeText({ type = '', algorithms = [] }: Partial<LayerTimes>): string {
  const names = [...new Set(algorithms.map(({ algorithm }) => algorithm))];
  if (names.length <= 1) return [type, ...names].join('/');
  return [type, ...algorithms.map(({ pass, algorithm }) => `${pass} ${algorithm}`)].join(', ');
}

/** Three decimals, as kernels of small networks take microseconds; nothing for what took no time at all. */
function milliseconds(value: number | undefined): string {
  return value === undefined || value === 0 ? '' : value.toFixed(3);
}

function shareText(share: number): string {
  if (share === 0) return '';
  return percent(share, share > 0.9995 ? 0 : 1);
}

function largeShare({ share }: { readonly share: number }, style: Style) {
  // Not the total.
  return share >= LARGE_SHARE && share < 0.999 ? style.first : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
