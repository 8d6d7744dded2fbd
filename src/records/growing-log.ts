import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { type Fact, InternalError, systemErrorCode, UserError } from '../base/errors.ts';
import { fileError, writeAll } from '../base/files.ts';
import { count } from '../base/format.ts';

/** How a log is written. */
export interface LogFormat<Item> {
  /** What the file begins with. */
  readonly header: Uint8Array;
  /** Whether a file's first bytes, as many as the header's, are its header; without it they must be the same. */
  isHeader?(bytes: Buffer): boolean;
  /** What the header says, for messages; undefined where that says nothing to people. */
  readonly headerText: string | undefined;
  /** Whether items end with a line end, so that a position can be checked to lie between two. */
  readonly isText: boolean;
  encode(items: readonly Item[]): Uint8Array;
}

/** Items kept back at most: they are encoded together, which costs a third of encoding each alone. */
const MOST_PENDING = 512;

/**
 * A file that grows at its end. What a killed process wrote after its last checkpoint is cut off when a resumed one opens the
 * log at the position that the checkpoint recorded.
 */
export class GrowingLog<Item> {
  readonly path: string;
  readonly #format: LogFormat<Item>;
  readonly #descriptor: number;
  #pending: Item[] = [];
  #position: number;
  /** Whether the disk has everything up to the position. */
  #isSynced = false;
  #isClosed = false;

  private constructor(path: string, format: LogFormat<Item>, descriptor: number, position: number) {
    this.path = path;
    this.#format = format;
    this.#descriptor = descriptor;
    this.#position = position;
  }

  /** Begins a log with its header; what the file held is lost. @throws UserError when it cannot be written. */
  static create<Item>(path: string, format: LogFormat<Item>): GrowingLog<Item> {
    const log = new GrowingLog(path, format, open(path, 'w'), 0);
    return log.#openedBy(() => log.#write(format.header));
  }

  /**
   * Goes on after the first `position` bytes and cuts off the rest.
   *
   * @param position what `position` was at the checkpoint
   * @throws UserError when the file does not hold those bytes any more, or has another header
   */
  static resumeAt<Item>(path: string, format: LogFormat<Item>, position: number): GrowingLog<Item> {
    let descriptor: number;
    try {
      descriptor = openSync(path, 'r+');
    } catch (error) {
      throw systemErrorCode(error) === 'ENOENT' ? changed(path, [['found', 'no such file']]) : cannotOpen(path, error);
    }
    const log = new GrowingLog(path, format, descriptor, position);
    return log.#openedBy(() => {
      const { size } = fstatSync(descriptor);
      if (size < position) {
        throw changed(path, [
          ['expected', `at least ${count(position)} bytes`],
          ['found', `${count(size)} bytes`],
        ]);
      }
      const { header, headerText, isText } = format;
      const beginning = read(descriptor, 0, header.length);
      if (!(format.isHeader?.(beginning) ?? beginning.equals(header))) {
        throw changed(path, [['expected', headerText ?? 'another beginning']]);
      }
      if (position < header.length || (isText && position > 0 && read(descriptor, position - 1, 1).toString() !== '\n')) {
        throw changed(path, [['expected', `the end of a line at byte ${count(position)}`]]);
      }
      ftruncateSync(descriptor, position);
    });
  }

  /** Bytes in the file: what was appended and flushed. */
  get position(): number {
    return this.#position;
  }

  /** Adds an item, which is written with the next `flush` (every few hundred items by itself) and must not change until then. */
  append(item: Item): void {
    this.#assertOpen();
    this.#pending.push(item);
    if (this.#pending.length >= MOST_PENDING) this.flush();
  }

  /** Writes the items appended since the last time. @throws UserError when that fails; they are kept, and can be flushed again. */
  flush(): void {
    if (this.#pending.length === 0) return;
    this.#assertOpen();
    this.#write(this.#format.encode(this.#pending));
    this.#pending = [];
  }

  /** Flushes, and waits until the disk has it: to be done before `position` goes into a checkpoint. */
  sync(): void {
    this.flush();
    if (this.#isSynced) return;
    this.#assertOpen();
    try {
      fsyncSync(this.#descriptor);
      this.#isSynced = true;
    } catch (error) {
      throw fileError('Cannot write', this.path, error);
    }
  }

  /** Flushes and closes; the log cannot be used any more. Once more does nothing. */
  close(): void {
    if (this.#isClosed) return;
    try {
      this.flush();
    } finally {
      this.#isClosed = true;
      closeSync(this.#descriptor);
    }
  }

  /** The number of a closed file is soon that of another one, which would be written over. */
  #assertOpen(): void {
    if (this.#isClosed) throw new InternalError(`the log ${this.path} is closed`);
  }

  #write(bytes: Uint8Array): void {
    this.#isSynced = false;
    try {
      // At a given place, so that a second attempt overwrites what a failed one (disk full) has written.
      writeAll(this.#descriptor, bytes, this.#position);
    } catch (error) {
      throw fileError('Cannot write', this.path, error);
    }
    this.#position += bytes.length;
  }

  /** Does the last part of opening; the file does not stay open when it fails. */
  #openedBy(finish: () => void): this {
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

function read(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
}

function changed(path: string, facts: readonly Fact[]): UserError {
  return new UserError(`${basename(path)} was changed or lost since the checkpoint.`, {
    facts: [['path', path], ...facts],
    hint: 'Put the file back as it was, or train again from the start.',
  });
}
