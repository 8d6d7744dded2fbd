import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../base/errors.ts';
import { readBytes } from '../base/files.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;

export interface CsvTable {
  /** Column names; empty when the file has no complete line yet. */
  readonly header: readonly string[];
  /** One text per column in each row. */
  readonly rows: readonly (readonly string[])[];
  /** The last line when it has no line end, as in a file that is being written or whose writer was killed: not a row. */
  readonly torn: string | undefined;
}

/** Reads a CSV file (RFC 4180) as `CsvLog` writes it. @throws UserError when it cannot be read or is no table. */
export function readCsv(path: string): CsvTable {
  const bytes = readBytes(path, 'the CSV file');
  const end = endOfRecords(bytes);
  const torn = end < bytes.length ? bytes.toString('utf8', end) : undefined;
  try {
    const [header = [], ...rows] = parse(bytes.subarray(0, end), { bom: true, recordDelimiter: ['\n', '\r\n'] });
    return { header, rows, torn };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(`${basename(path)} is not a valid CSV table.`, {
      facts: [
        ['path', path],
        ['problem', error.message],
      ],
      cause: error,
    });
  }
}

/** The number of bytes that the first `most` complete records take, or all complete ones when there are fewer. */
export function endOfRecords(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): number {
  let quoted = false; // a quote inside a quoted field is doubled, so counting them is enough
  let end = 0;
  let records = 0;
  for (let i = 0; i < bytes.length && records < most; i++) {
    if (bytes[i] === QUOTE) quoted = !quoted;
    else if (bytes[i] === NEWLINE && !quoted) {
      end = i + 1;
      records += 1;
    }
  }
  return end;
}
