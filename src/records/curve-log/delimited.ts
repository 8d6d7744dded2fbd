import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../../base/errors.ts';
import { count } from '../../base/format.ts';
import { cellValue } from './cell.ts';
import { type GrowingColumn, type LogTable, LogTableBuilder } from './log-table.ts';

/** Bytes that are parsed at a time: a long log is never held as texts all at once. */
const SLICE = 100_000;
/** Lines that are looked at to tell what separates the columns. */
const PROBED = 20;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

/**
 * Reads a table whose columns are separated by tabs, semicolons, commas or blanks, with a line of names or without (the
 * columns are then named 1, 2, ...). A row with too few or too many cells is left out, which the notes say.
 *
 * @throws UserError where it is no table.
 */
export function readDelimited(given: Uint8Array, path: string): LogTable {
  const bytes = withoutSign(given);
  const delimiter = delimiterOf(bytes);
  const commas = delimiter !== ',';
  const builder = new LogTableBuilder();
  let header: string[] = [];
  let columns: GrowingColumn[] = [];
  let ragged = 0;
  let repeated = 0;
  for (const records of recordsOf(bytes, delimiter, path)) {
    for (const record of records) {
      if (columns.length === 0) {
        const isNamed = record.every((cell) => typeof cellValue(cell, commas) !== 'number');
        header = isNamed ? record : [];
        columns = distinctNames(isNamed ? record : record.map((_, i) => String(i + 1))).map((name) => builder.column(name));
        if (isNamed) continue;
      }
      // A line may end in a separator.
      if (record.length === columns.length + 1 && record.at(-1) === '') record.pop();
      if (record.length !== columns.length) {
        ragged += 1;
        continue;
      }
      if (record[0] === header[0] && header.every((name, i) => record[i] === name)) {
        repeated += 1;
        continue;
      }
      for (const [i, column] of columns.entries()) column.set(builder.rows, cellValue(record[i] as string, commas));
      builder.endRow();
    }
  }
  return builder.build([
    ...(ragged === 0 ? [] : [`${rowsText(ragged)} with more or fewer cells than there are columns left out.`]),
    ...(repeated === 0 ? [] : [`The line of column names comes again ${repeated === 1 ? 'once' : `${count(repeated)} times`}.`]),
  ]);
}

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${count(rows)} rows`;
}

function* recordsOf(bytes: Uint8Array, delimiter: string, path: string): Generator<string[][]> {
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, bom: true };
  const separated = delimiter === ' ' ? { ...options, trim: true, skip_records_with_empty_values: true } : options;
  const blanks = delimiter === ' ';
  for (const slice of slices(bytes)) {
    try {
      const records: string[][] = parse(slice, { ...separated, recordDelimiter: ['\r\n', '\n', '\r'] });
      // Several blanks are one separator.
      yield blanks ? records.map((record) => record.filter((cell) => cell !== '')) : records;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw new UserError(`${basename(path)} is not a table that can be read.`, {
        facts: [
          ['path', path],
          ['problem', error.message],
        ],
        cause: error,
      });
    }
  }
}

/** Whole records of a hundred kilobytes each: a line may be cut only outside of quotes. */
function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === QUOTE) quoted = !quoted;
    else if (bytes[i] === NEWLINE && !quoted && i - start >= SLICE) {
      yield bytes.subarray(start, i + 1);
      start = i + 1;
    }
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** NumPy's `savetxt` writes the names as a comment. */
function withoutSign(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x23) return bytes;
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0x23 && byte !== 0x20));
}

/** The separator that gives the first lines the same number of cells, more than one; of several the one that is least likely in a number. */
function delimiterOf(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes.subarray(0, 100_000))
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');
  const probed = lines.slice(0, Math.max(1, Math.min(PROBED, bytes.length > 100_000 ? lines.length - 1 : lines.length)));
  const cells = probed.map((line) => line.replace(/"[^"]*"/g, '_').trimEnd());
  const candidates = ['\t', ';', ',', ' '] as const;
  const counts = candidates.map((one) => cells.map((line) => (one === ' ' ? line.trim().split(/ +/) : line.split(one)).length));
  const consistent = counts.findIndex((list) => (list[0] ?? 0) > 1 && list.every((n) => n === list[0]));
  if (consistent >= 0) return candidates[consistent] ?? ',';
  // Ragged lines: what is in the first line most often, blanks last.
  const first = counts.slice(0, 3).map((list) => list[0] ?? 0);
  const most = Math.max(...first);
  return most > 1 ? (candidates[first.indexOf(most)] ?? ',') : ',';
}

function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((given, i) => {
    const name = given.trim() === '' ? `column ${i + 1}` : given.trim();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
