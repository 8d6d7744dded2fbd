import { stripVTControlCharacters } from 'node:util';

/** What a cell of a log holds; 0 is nothing. */
export const NUMBER = 1;
const TEXT = 2;

/** A column of a log of any framework. */
export interface LogColumn {
  readonly name: string;
  /** One for each row; only where `kinds` says NUMBER do they mean something. NaN and infinities are numbers too. */
  readonly values: Float64Array;
  /** NUMBER, TEXT or 0, one for each row. */
  readonly kinds: Uint8Array;
  readonly numbers: number;
  readonly texts: number;
}

/** A log as it was written: rows in the order of the file, numbers where there are some. */
export interface LogTable {
  readonly columns: readonly LogColumn[];
  readonly rows: number;
  /** What was wrong with it, a sentence each. */
  readonly notes: readonly string[];
}

/** Collects a table row by row; columns may turn up late, and rows may be without some. */
export class LogTableBuilder {
  readonly #columns = new Map<string, GrowingColumn>();
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  /** The column of that name, made when it is not there. */
  column(name: string): GrowingColumn {
    const printable = printableName(name);
    let column = this.#columns.get(printable);
    if (column === undefined) {
      column = new GrowingColumn(printable);
      this.#columns.set(printable, column);
    }
    return column;
  }

  endRow(): void {
    this.#rows += 1;
  }

  build(notes: readonly string[]): LogTable {
    return { columns: [...this.#columns.values()].map((column) => column.build(this.#rows)), rows: this.#rows, notes };
  }
}

/** A column that gets its cells one by one; rows in between are absent. */
export class GrowingColumn {
  readonly name: string;
  #values = new Float64Array(64);
  #kinds = new Uint8Array(64);
  #numbers = 0;
  #texts = 0;

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, value: number | 'absent' | 'text'): void {
    if (value === 'absent') return;
    this.#reserve(row + 1);
    if (value === 'text') this.#texts += 1;
    else {
      this.#numbers += 1;
      this.#values[row] = value;
    }
    this.#kinds[row] = value === 'text' ? TEXT : NUMBER;
  }

  build(rows: number): LogColumn {
    this.#reserve(rows);
    const { name } = this;
    const cells = { values: this.#values.subarray(0, rows), kinds: this.#kinds.subarray(0, rows) };
    return { name, ...cells, numbers: this.#numbers, texts: this.#texts };
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const values = new Float64Array(2 * length);
    const kinds = new Uint8Array(2 * length);
    values.set(this.#values);
    kinds.set(this.#kinds);
    this.#values = values;
    this.#kinds = kinds;
  }
}

/** Names come from files of anybody, and are shown on terminals. */
function printableName(name: string): string {
  return stripVTControlCharacters(name)
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .trim();
}
