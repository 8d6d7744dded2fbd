import { count } from '../../base/format.ts';
import type { CurveLog, Series, SeriesName } from '../../curves/curve-log.ts';
import { assignSeries } from './assign.ts';
import { type ColumnChoice, checkChoice, noLossError } from './column-choice.ts';
import { type LogColumn, type LogTable, NUMBER } from './log-table.ts';
import { makeSeries } from './make-series.ts';
import { placesOf } from './places.ts';

const LOSSES: readonly SeriesName[] = ['loss', 'trainLoss', 'valLoss'];
/** An accuracy above it is in per cent: fractions come to 1, and a half more for what is no accuracy at all. */
const MOST_FRACTION = 1.5;

/** The curves in a table of another framework. @throws UserError where no loss is in it. */
export function tableCurves(given: LogTable, name: string, path: string, choice: ColumnChoice): CurveLog {
  const table = named(given, choice);
  const names = table.columns.map((column) => column.name);
  checkChoice(choice, names, 'column', path);
  const places = placesOf(table, choice);
  const { epochs } = places;
  const candidates = table.columns.map((column) => ({ ...column, isOncePerEpoch: isOncePerEpoch(column, epochs, places.unit) }));
  const { series: assigned, notes } = assignSeries(candidates, choice);
  if (!hasLoss(assigned) && choice.size === 0) throw noLossError(names, 'column', path);
  // A log of epochs whose rows also name a step is one of epochs.
  const sources = [...assigned.values()].map(({ source }) => source);
  const ofEpochs = places.unit === 'step' && !choice.has('at') && sources.every((one) => one.isOncePerEpoch === true);
  const unit = ofEpochs ? 'epoch' : places.unit;
  const at = ofEpochs && epochs !== undefined ? epochs : places.at;
  const collected = collectSeries(unit);
  for (const [key, { source, isError }] of assigned) {
    const picked = pick(source, at);
    collected.add(key, picked.at, isError ? picked.values.map((value) => 1 - value) : picked.values, source);
    collected.lost(picked.lost);
  }
  return {
    ...{ name, unit, series: collected.series, isRunning: false, settings: undefined },
    notes: [...table.notes, ...places.notes, ...notes, ...collected.notes()],
  };
}

/** Whether any of the series is a loss: without one a log says too little. */
export function hasLoss(series: ReadonlyMap<SeriesName, unknown>): boolean {
  return LOSSES.some((key) => series.has(key));
}

/** Collects the series of a log, and what had to be done to them. */
export function collectSeries(unit: CurveLog['unit']) {
  const series: Partial<Record<SeriesName, Series>> = {};
  const perCent: SeriesName[] = [];
  const texts: string[] = [];
  let [replaced, lost] = [0, 0];
  let sorted = false;
  return {
    series,
    lost(rows: number): void {
      lost = Math.max(lost, rows);
    },
    add(
      key: SeriesName,
      at: Float64Array,
      values: Float64Array,
      source: { readonly name: string; readonly texts: number },
    ): void {
      const made = makeSeries(at, values);
      replaced = Math.max(replaced, made.replaced);
      sorted ||= made.sorted;
      if (source.texts > 0)
        texts.push(
          `"${source.name}" holds ${source.texts === 1 ? '1 text instead of a number' : `${count(source.texts)} texts instead of numbers`}, left out.`,
        );
      if (made.series.at.length === 0) return;
      const isPerCent = /accuracy/i.test(key) && made.series.values.some((value) => value > MOST_FRACTION && value < 1000);
      if (isPerCent) perCent.push(key);
      series[key] = isPerCent ? { at: made.series.at, values: made.series.values.map((value) => value / 100) } : made.series;
    },
    notes(): string[] {
      return [
        ...texts,
        ...(perCent.length === 0 ? [] : [`${perCent.join(' and ')} ${perCent.length === 1 ? 'is' : 'are'} given in per cent.`]),
        ...(replaced === 0
          ? []
          : [`${unit === 'epoch' ? 'Epochs' : 'Steps'} are logged more than once, as after resuming: the later ones count.`]),
        ...(sorted ? [`The log is not in the order of its ${unit}s; here it is.`] : []),
        ...(lost === 0 ? [] : [`${lost === 1 ? '1 value' : `${count(lost)} values`} without a ${unit} left out.`]),
      ];
    },
  };
}

/** The numbers of a column and where they stand. */
export function pick(
  { values, kinds, numbers }: LogColumn,
  at: Float64Array,
): { at: Float64Array; values: Float64Array; lost: number } {
  const picked = { at: new Float64Array(numbers), values: new Float64Array(numbers) };
  let size = 0;
  for (let row = 0; row < values.length; row++) {
    if (kinds[row] !== NUMBER || !Number.isFinite(at[row])) continue;
    picked.at[size] = at[row] as number;
    picked.values[size] = values[row] as number;
    size += 1;
  }
  return { at: picked.at.subarray(0, size), values: picked.values.subarray(0, size), lost: numbers - size };
}

/** Whether a column holds one number in each epoch. That cannot be told from a single epoch, nor from parts of epochs. */
function isOncePerEpoch(column: LogColumn, epochs: Float64Array | undefined, unit: CurveLog['unit']): boolean | undefined {
  if (epochs === undefined) return undefined;
  const seen = new Set<number>();
  let numbers = 0;
  let whole = true;
  let last = Number.NaN;
  for (let row = 0; row < epochs.length; row++) {
    const epoch = epochs[row] as number;
    if (column.kinds[row] !== NUMBER || Number.isNaN(epoch)) continue;
    numbers += 1;
    if (epoch === last) continue;
    last = epoch;
    seen.add(epoch);
    whole &&= Number.isInteger(epoch);
  }
  if (!whole) return undefined;
  if (unit === 'epoch') return true;
  return seen.size < 2 && numbers < 2 ? undefined : numbers <= seen.size;
}

/** Columns without names: a single one is the loss; of two, ascending whole numbers and the loss. */
function named(table: LogTable, choice: ColumnChoice): LogTable {
  const { columns } = table;
  const [first, second] = columns;
  if (first?.name !== '1' || columns.length > 2 || choice.size > 0) return table;
  if (second === undefined) return { ...table, columns: [{ ...first, name: 'loss' }] };
  const counts = first.values.every(
    (value, i) => Number.isInteger(value) && (i === 0 || value > (first.values[i - 1] as number)),
  );
  if (!counts) return table;
  return {
    ...table,
    columns: [
      { ...first, name: 'step' },
      { ...second, name: 'loss' },
    ],
  };
}
