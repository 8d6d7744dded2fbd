import { basename } from 'node:path';
import { isMapping } from '../../base/choice.ts';
import { UserError } from '../../base/errors.ts';
import { count } from '../../base/format.ts';
import { cellValue } from './cell.ts';
import { type LogTable, LogTableBuilder } from './log-table.ts';

/** How deep objects in objects are followed: `{"train": {"loss": 1}}` is the column `train/loss`. */
const DEEPEST = 4;

/**
 * Reads JSON lines (an object each), or one JSON document: a list of objects, the `log_history` of a Hugging Face
 * `trainer_state.json`, or an object of lists as Keras' `History.history` is.
 *
 * @throws UserError where it is none of these.
 */
export function readJsonLog(text: string, path: string): LogTable {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const first = parseLine(lines[0] ?? '');
  if (isMapping(first) && lines.length > 1) return tableOfLines(lines);
  const whole = first ?? parseLine(text);
  const records = recordsIn(whole);
  if (records !== undefined) return tableOf(records, []);
  if (isMapping(whole)) return tableOfLists(whole);
  throw new UserError(`${basename(path)} is not JSON that holds a log.`, {
    facts: [
      ['path', path],
      ['expected', 'an object in each line, a list of objects, or an object of lists'],
    ],
  });
}

function tableOfLines(lines: readonly string[]): LogTable {
  const records: Readonly<Record<string, unknown>>[] = [];
  let broken = 0;
  for (const line of lines) {
    const value = parseLine(line);
    if (isMapping(value)) records.push(value);
    else broken += 1;
  }
  return tableOf(
    records,
    broken === 0 ? [] : [`${broken === 1 ? '1 line' : `${count(broken)} lines`} without a JSON object left out.`],
  );
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (Array.isArray(value)) return value.filter(isMapping);
  if (!isMapping(value)) return undefined;
  for (const key of ['log_history', 'history', 'logs']) {
    const inside = value[key];
    if (Array.isArray(inside) && inside.some(isMapping)) return inside.filter(isMapping);
  }
  return undefined;
}

function tableOf(records: readonly Readonly<Record<string, unknown>>[], notes: readonly string[]): LogTable {
  const builder = new LogTableBuilder();
  for (const record of records) {
    setCells(builder, record, '', 0);
    builder.endRow();
  }
  return builder.build(notes);
}

function setCells(builder: LogTableBuilder, record: Readonly<Record<string, unknown>>, prefix: string, depth: number): void {
  for (const [key, value] of Object.entries(record)) {
    const name = `${prefix}${key}`;
    if (typeof value === 'number') builder.column(name).set(builder.rows, value);
    else if (typeof value === 'string') builder.column(name).set(builder.rows, cellValue(value));
    else if (isMapping(value) && depth < DEEPEST) setCells(builder, value, `${name}/`, depth + 1);
  }
}

/** `{ loss: [2.3, 1.9], val_loss: [...] }`, or the same one level down; a single object of numbers is a table of one row. */
function tableOfLists(whole: Readonly<Record<string, unknown>>): LogTable {
  const lists = isMapping(whole.history) ? whole.history : whole;
  const named = Object.entries(lists).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  if (named.length === 0) return tableOf([whole], []);
  const rows = Math.max(...named.map(([, list]) => list.length));
  const records = Array.from({ length: rows }, (_, i) => Object.fromEntries(named.map(([name, list]) => [name, list[i]])));
  return tableOf(records, []);
}

/** Python writes NaN and Infinity, which JSON has not. @returns undefined for what is no JSON either way. */
function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(/([:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '$1"$2"'));
    } catch {
      return undefined;
    }
  }
}
