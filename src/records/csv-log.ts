import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type Fact, InternalError, systemErrorCode, UserError } from '../base/errors.ts';
import { fileError } from '../base/files.ts';
import { count } from '../base/format.ts';
import { endOfRecords } from './read-csv.ts';

export type CsvRow = readonly (string | number)[];

/** Rows kept back at most: they are formatted together, which costs a third of formatting each alone. */
const MOST_PENDING = 512;

/**
 * A CSV file (RFC 4180, lines end in `\n`) that grows at its end. What a killed process wrote after its last checkpoint is
 * cut off when a resumed one opens the log at the position that the checkpoint recorded.
 */
export class CsvLog {
  readonly path: string;
  readonly #columns: number;
  readonly #descriptor: number;
  #pending: CsvRow[] = [];
  #position: number;

  private constructor(path: string, columns: number, descriptor: number, position: number) {
    this.path = path;
    this.#columns = columns;
    this.#descriptor = descriptor;
    this.#position = position;
  }

  /** Begins a log with its header; what the file held is lost. @throws UserError when it cannot be written. */
  static create(path: string, header: readonly string[]): CsvLog {
    const log = new CsvLog(path, header.length, open(path, 'w'), 0);
    return log.#openedBy(() => {
      log.append(header);
      log.flush();
    });
  }

  /**
   * Goes on after the first `position` bytes and cuts off the rest.
   *
   * @param position what `position` was at the checkpoint
   * @throws UserError when the file does not hold those bytes any more, or has other columns
   */
  static resumeAt(path: string, header: readonly string[], position: number): CsvLog {
    let descriptor: number;
    try {
      descriptor = openSync(path, 'r+');
    } catch (error) {
      throw systemErrorCode(error) === 'ENOENT' ? changed(path, [['found', 'no such file']]) : cannotOpen(path, error);
    }
    const log = new CsvLog(path, header.length, descriptor, position);
    return log.#openedBy(() => {
      const { size } = fstatSync(descriptor);
      if (size < position) {
        throw changed(path, [
          ['expected', `at least ${count(position)} bytes`],
          ['found', `${count(size)} bytes`],
        ]);
      }
      const headerLine = stringify([header]);
      if (readText(descriptor, 0, Buffer.byteLength(headerLine)) !== headerLine) {
        throw changed(path, [['expected', `the columns ${headerLine.trimEnd()}`]]);
      }
      if (position < Buffer.byteLength(headerLine) || readText(descriptor, position - 1, 1) !== '\n') {
        throw changed(path, [['expected', `the end of a line at byte ${count(position)}`]]);
      }
      ftruncateSync(descriptor, position);
    });
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
      throw cannotOpen(path, error);
    }
    const end = endOfRecords(bytes, 1 + rows);
    return end === 0 ? CsvLog.create(path, header) : CsvLog.resumeAt(path, header, end);
  }

  /** Bytes in the file: what was appended and flushed. */
  get position(): number {
    return this.#position;
  }

  /** Adds a row, which is written with the next `flush` (every few hundred rows by itself). The array is copied. */
  append(row: CsvRow): void {
    if (row.length !== this.#columns) throw new InternalError(`${this.path}: ${row.length} values for ${this.#columns} columns`);
    this.#pending.push(row.slice());
    if (this.#pending.length >= MOST_PENDING) this.flush();
  }

  /** Writes the rows appended since the last time. @throws UserError when that fails; the rows are kept, and can be flushed again. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = Buffer.from(stringify(this.#pending));
    try {
      // At a given place, so that a second attempt overwrites what a failed one (disk full) has written.
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#position + done);
      }
    } catch (error) {
      throw fileError('Cannot write', this.path, error);
    }
    this.#position += bytes.length;
    this.#pending = [];
  }

  /** Flushes, and waits until the disk has it: to be done before `position` goes into a checkpoint. */
  sync(): void {
    this.flush();
    try {
      fsyncSync(this.#descriptor);
    } catch (error) {
      throw fileError('Cannot write', this.path, error);
    }
  }

  /** Flushes and closes; the log cannot be used any more. */
  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.#descriptor);
    }
  }

  /** Does the last part of opening; the file does not stay open when it fails. */
  #openedBy(finish: () => void): CsvLog {
    try {
      finish();
      return this;
    } catch (error) {
      closeSync(this.#descriptor);
      throw cannotOpen(this.path, error);
    }
  }
}

function open(path: string, flags: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

function cannotOpen(path: string, error: unknown): unknown {
  return fileError('Cannot open the log', path, error);
}

function readText(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const read = readSync(descriptor, bytes, 0, length, position);
  return bytes.toString('utf8', 0, read);
}

function changed(path: string, facts: readonly Fact[]): UserError {
  return new UserError(`${basename(path)} was changed or lost since the checkpoint.`, {
    facts: [['path', path], ...facts],
    hint: 'Put the file back as it was, or train again from the start.',
  });
}
