import { CsvLog, type Row } from '../records/csv-log.ts';
import { GrowingLog } from '../records/growing-log.ts';
import { type JsonLine, jsonLinesFormat } from '../records/json-lines-log.ts';
import type { LogKind, RunFolder } from '../records/run-folder.ts';

/** One table of a run, as CSV and if wished as JSON lines. Both are begun, or cut to where the checkpoint was. */
export class TableLog {
  readonly #columns: readonly string[];
  readonly #csv: CsvLog;
  readonly #lines: GrowingLog<JsonLine> | undefined;

  /**
   * @param length the position of the CSV file at the checkpoint; absent to begin.
   * @param lines whether to write JSON lines, and their position.
   */
  constructor(
    run: RunFolder,
    kind: LogKind,
    columns: readonly string[],
    length: number | undefined,
    lines: { readonly wanted: boolean; readonly length: number | undefined },
  ) {
    this.#columns = columns;
    const path = run.logPath(kind);
    this.#csv = length === undefined ? CsvLog.create(path, columns) : CsvLog.resumeAt(path, columns, length);
    if (!lines.wanted) return;
    const format = jsonLinesFormat(['parameter']);
    const linesPath = run.linesPath(kind);
    this.#lines =
      lines.length === undefined ? GrowingLog.create(linesPath, format) : GrowingLog.resumeAt(linesPath, format, lines.length);
  }

  append(row: Row): void {
    this.#csv.append(row);
    this.#lines?.append(Object.fromEntries(this.#columns.map((column, i) => [column, row[i] ?? ''])));
  }

  flush(): void {
    this.#csv.flush();
    this.#lines?.flush();
  }

  sync(): void {
    this.#csv.sync();
    this.#lines?.sync();
  }

  get length(): number {
    return this.#csv.position;
  }

  get linesLength(): number | undefined {
    return this.#lines?.position;
  }

  close(): void {
    this.#csv.close();
    this.#lines?.close();
  }
}
