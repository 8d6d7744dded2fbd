import { basename } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { readBytes } from '../../base/files.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import type { ColumnChoice } from './column-choice.ts';
import { readDelimited } from './delimited.ts';
import { readJsonLog } from './json-log.ts';
import { splitRuns } from './split-runs.ts';
import { tableCurves } from './table-curves.ts';

/** Bytes at the start in which a file shows that it is no text. */
const PROBED = 8192;

/**
 * The curves in a file of another framework: a table, JSON lines or a JSON document. A table of several runs has several.
 *
 * @throws UserError when the file cannot be read, is empty or no text, or no loss is found in it.
 */
export function fileCurves(path: string, choice: ColumnChoice): CurveLog[] {
  const bytes = asUtf8(readBytes(path, 'the log'));
  const refuse = (headline: string) => new UserError(headline, { facts: [['path', path]] });
  const name = basename(path);
  if (bytes.subarray(0, PROBED).includes(0))
    throw refuse(`${name} is not a text: a log is a table (CSV), JSON lines, or TensorBoard events.`);
  const start = bytes.subarray(0, PROBED).toString('utf8').trimStart();
  if (start === '') throw refuse(`${name} is empty.`);
  const table = /^[[{]/.test(start) ? readJsonLog(bytes.toString('utf8'), path) : readDelimited(bytes, path);
  if (table.rows === 0) throw refuse(`${name} holds no rows yet.`);
  return splitRuns(table).map(({ run, table: part }) => tableCurves(part, run ?? name, path, choice));
}

/** What PowerShell writes is UTF-16. */
function asUtf8(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.subarray(2).toString('utf16le'), 'utf8');
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return hasMark ? bytes.subarray(3) : bytes;
}
