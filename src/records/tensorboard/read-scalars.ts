import { basename } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { readBytes } from '../../base/files.ts';
import { decodeScalars } from './decode-scalars.ts';
import { unframe } from './framing.ts';

export interface ScalarSeries {
  readonly steps: number[];
  readonly values: number[];
  /** Seconds since 1970. */
  readonly wallTimes: number[];
}

export interface ScalarFile {
  /** In the order in which they first appear. */
  readonly scalars: ReadonlyMap<string, ScalarSeries>;
  /** What was wrong with the file, a sentence each. */
  readonly notes: readonly string[];
}

/** The scalars of a TensorBoard event file by their tags, in the order of the file. @throws UserError when it cannot be read or is no such file. */
export function readScalars(path: string): ScalarFile {
  const bytes = readBytes(path, 'the event file');
  const scalars = new Map<string, ScalarSeries>();
  const notes: string[] = [];
  let records = 0;
  let foreign = 0;
  for (const record of unframe(bytes, (text) => notes.push(text))) {
    records += 1;
    try {
      const event = decodeScalars(record);
      for (const { tag, value } of event.scalars) {
        const series = scalars.get(tag) ?? { steps: [], values: [], wallTimes: [] };
        scalars.set(tag, series);
        series.steps.push(event.step);
        series.values.push(value);
        series.wallTimes.push(event.wallTime);
      }
    } catch {
      foreign += 1;
    }
  }
  if (records === foreign) {
    throw new UserError(`${basename(path)} is not a TensorBoard event file, or it is damaged.`, {
      facts: [
        ['path', path],
        ['found', notes[0] ?? (bytes.length === 0 ? 'an empty file' : 'records that are no events')],
      ],
    });
  }
  if (foreign > 0) notes.push(`${foreign} of ${records} records are no events and were left out.`);
  return { scalars, notes };
}
