import type { LogFormat } from '../growing-log.ts';
import { type Event, encodeEvent, encodeVersion, FILE_VERSION } from './event.ts';
import { frame } from './framing.ts';
import type { ScalarRow } from './scalar-row.ts';

/** Scalars whose tags are those of a row. */
export interface RowEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly row: ScalarRow;
  readonly numbers: readonly number[];
}

/** A file of TensorBoard events that grows. @param wallTime when it was begun, seconds since 1970 */
export function eventFormat(wallTime: number): LogFormat<Event | RowEvent> {
  return {
    header: frame([encodeVersion(wallTime)]),
    isHeader: (bytes) => bytes.includes(FILE_VERSION),
    headerText: 'the beginning of an event file',
    isText: false,
    encode: (events) =>
      frame(
        events.map((event) =>
          'row' in event ? event.row.encode(event.wallTime, event.step, event.numbers) : encodeEvent(event),
        ),
      ),
  };
}
