import { readFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { InternalError, systemErrorCode } from '../base/errors.ts';
import { fileError } from '../base/files.ts';
import { GrowingLog, type LogFormat } from './growing-log.ts';
import { endOfRecords } from './read-csv.ts';

export type Row = readonly (string | number)[];

/** A CSV file (RFC 4180, lines end in `\n`) that grows at its end. */
export class CsvLog {
  readonly #log: GrowingLog<Row>;
  readonly #columns: number;

  private constructor(log: GrowingLog<Row>, header: readonly string[]) {
    this.#log = log;
    this.#columns = header.length;
  }

  /** Begins a log with its header; what the file held is lost. @throws UserError when it cannot be written. */
  static create(path: string, header: readonly string[]): CsvLog {
    return new CsvLog(GrowingLog.create(path, csvFormat(header)), header);
  }

  /** As `GrowingLog.resumeAt`. @throws UserError when the file does not hold those bytes any more, or has other columns */
  static resumeAt(path: string, header: readonly string[], position: number): CsvLog {
    return new CsvLog(GrowingLog.resumeAt(path, csvFormat(header), position), header);
  }

  /**
   * Goes on after the first `rows` rows, or after all whole ones when there are fewer, and cuts off the rest. This is for
   * logs whose bytes differ from run to run, so that their position must not be in a checkpoint.
   *
   * @throws UserError when the file has other columns or cannot be written
   */
  static resumeAfter(path: string, header: readonly string[], rows: number): CsvLog {
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return CsvLog.create(path, header);
      throw fileError('Cannot open the log', path, error);
    }
    const end = endOfRecords(bytes, 1 + rows);
    return end === 0 ? CsvLog.create(path, header) : CsvLog.resumeAt(path, header, end);
  }

  /** Bytes in the file: what was appended and flushed. */
  get position(): number {
    return this.#log.position;
  }

  /** Adds a row, which is written with the next `flush` (every few hundred rows by itself). The array is copied. */
  append(row: Row): void {
    if (row.length !== this.#columns) {
      throw new InternalError(`${this.#log.path}: ${row.length} values for ${this.#columns} columns`);
    }
    this.#log.append(row.slice());
  }

  /** Writes the rows appended since the last time. @throws UserError when that fails; the rows are kept, and can be flushed again. */
  flush(): void {
    this.#log.flush();
  }

  /** Flushes, and waits until the disk has it: to be done before `position` goes into a checkpoint. */
  sync(): void {
    this.#log.sync();
  }

  /** Flushes and closes; the log cannot be used any more. */
  close(): void {
    this.#log.close();
  }
}

function csvFormat(header: readonly string[]): LogFormat<Row> {
  const line = stringify([header]);
  return {
    header: Buffer.from(line),
    headerText: `the columns ${line.trimEnd()}`,
    isText: true,
    encode: (rows) => Buffer.from(stringify([...rows])),
  };
}
