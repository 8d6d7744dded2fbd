import type { LogFormat } from './growing-log.ts';

/** A row of values by column. Numbers may come as the text that a CSV file has of them; an empty text is a value that is not there. */
export type JsonLine = Readonly<Record<string, string | number>>;

/**
 * JSON lines (one object a line, jsonlines.org) with the values of a CSV table: numbers as numbers, NaN and infinities as the
 * strings "NaN", "Infinity", "-Infinity", nothing for an empty cell.
 *
 * @param texts columns whose values are texts even if they look like numbers.
 */
export function jsonLinesFormat(texts: readonly string[] = []): LogFormat<JsonLine> {
  const line = (row: JsonLine) => {
    const cells = Object.entries(row).filter(([, value]) => value !== '');
    return `{${cells.map(([key, value]) => `${JSON.stringify(key)}:${texts.includes(key) ? JSON.stringify(value) : json(value)}`).join(',')}}\n`;
  };
  const encode = (rows: readonly JsonLine[]) => Buffer.from(rows.map(line).join(''));
  return { header: new Uint8Array(), headerText: undefined, isText: true, encode };
}

function json(value: string | number): string {
  // The text of a number is what the CSV file has, digit for digit.
  return Number.isFinite(Number(value)) ? String(value) : JSON.stringify(String(value));
}
