import type { CurveLog } from '../../curves/curve-log.ts';
import type { ColumnChoice } from './column-choice.ts';
import { type LogColumn, type LogTable, NUMBER } from './log-table.ts';
import { meaningOf } from './names.ts';

/** Where the rows of a table stand. */
export interface Places {
  readonly unit: CurveLog['unit'];
  /** One for each row; NaN where a row does not say. */
  readonly at: Float64Array;
  /** The epoch of each row, where the table says it. */
  readonly epochs: Float64Array | undefined;
  readonly notes: readonly string[];
}

/** The step of each row, or its epoch, or its number, whichever the table has. */
export function placesOf(table: LogTable, choice: ColumnChoice): Places {
  const chosen = table.columns.find(({ name }) => name === choice.get('at'));
  const others = table.columns.filter(({ name, numbers }) => numbers > 0 && ![...choice.values()].includes(name));
  const chosenIsEpoch = chosen !== undefined && meaningOf(chosen.name)?.metric === 'epoch';
  const step = chosenIsEpoch ? undefined : (chosen ?? bestOf(others, 'step'));
  const epoch = chosenIsEpoch ? chosen : bestOf(others, 'epoch');
  const epochs = epoch === undefined ? undefined : numbersOf(epoch);
  if (step !== undefined) return { unit: 'step', epochs, ...steps(numbersOf(step), epochs) };
  const rows = Float64Array.from({ length: table.rows }, (_, i) => i + 1);
  if (epochs === undefined) return { unit: 'row', at: rows, epochs, notes: [] };
  // Rows of one epoch after another are its steps.
  const together = epochs.reduce((sum, value, i) => sum + Number(i > 0 && value === epochs[i - 1]), 0);
  return together > table.rows / 2
    ? { unit: 'row', at: rows, epochs, notes: [] }
    : { unit: 'epoch', at: epochs, epochs, notes: [] };
}

function bestOf(columns: readonly LogColumn[], metric: 'step' | 'epoch'): LogColumn | undefined {
  const ranked = columns.flatMap((column) => {
    const meaning = meaningOf(column.name);
    return meaning?.metric === metric ? [{ column, rank: meaning.rank }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.column;
}

function numbersOf({ values, kinds }: LogColumn): Float64Array {
  return values.map((value, i) => (kinds[i] === NUMBER ? value : Number.NaN));
}

function steps(given: Float64Array, epochs: Float64Array | undefined): { at: Float64Array; notes: string[] } {
  if (epochs === undefined) return { at: given, notes: [] };
  const counted = countedAnew(given, epochs);
  if (counted) {
    const { low, high } = rangeOf(given);
    const first = rangeOf(epochs).low;
    const perEpoch = high - low + 1;
    const at = given.map((step, i) => {
      const begun = ((epochs[i] as number) - first) * perEpoch;
      return Number.isNaN(step) ? begun + high : begun + step;
    });
    return { at, notes: ['Steps are counted anew in each epoch; here they are counted through.'] };
  }
  // A row that names only its epoch stands at the last step of that epoch.
  if (!given.some((step, i) => Number.isNaN(step) && !Number.isNaN(epochs[i] as number))) return { at: given, notes: [] };
  const last = new Map<number, number>();
  for (const [i, step] of given.entries()) {
    if (!Number.isNaN(step)) last.set(epochs[i] as number, Math.max(step, last.get(epochs[i] as number) ?? step));
  }
  return { at: given.map((step, i) => (Number.isNaN(step) ? (last.get(epochs[i] as number) ?? Number.NaN) : step)), notes: [] };
}

/** Whether the step falls back where the epoch rises, at least every other time. */
function countedAnew(given: Float64Array, epochs: Float64Array): boolean {
  let rises = 0;
  let falls = 0;
  let [lastStep, lastEpoch] = [Number.NaN, Number.NaN];
  for (const [i, step] of given.entries()) {
    const epoch = epochs[i] as number;
    if (Number.isNaN(step) || Number.isNaN(epoch)) continue;
    if (epoch > lastEpoch) {
      rises += 1;
      if (step < lastStep) falls += 1;
    }
    [lastStep, lastEpoch] = [step, epoch];
  }
  return falls > 0 && falls >= rises / 2;
}

function rangeOf(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
