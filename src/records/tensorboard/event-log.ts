import type { LogFormat } from '../growing-log.ts';
import { type Event, encodeEvent, encodeVersion, FILE_VERSION } from './event.ts';
import { frame } from './framing.ts';

/** A file of TensorBoard events that grows. @param wallTime when it was begun, seconds since 1970 */
export function eventFormat(wallTime: number): LogFormat<Event> {
  return {
    header: frame([encodeVersion(wallTime)]),
    isHeader: (bytes) => bytes.includes(FILE_VERSION),
    headerText: 'the beginning of an event file',
    isText: false,
    encode: (events) => frame(events.map(encodeEvent)),
  };
}
