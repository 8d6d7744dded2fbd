import protobuf from 'protobufjs/minimal.js';
import type { Histogram } from './histogram.ts';

/** One entry of an event file: what was measured at a step. */
export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly values: readonly EventValue[];
}

/** A value under its tag: a number or a histogram. */
export type EventValue =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly histogram: Histogram };

/** Field number and wire type as protobuf writes them: `(number << 3) | type`. Names as in TensorFlow's event.proto and summary.proto. */
const field = (number: number, type: 0 | 1 | 2 | 5) => (number << 3) | type;
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

export const FILE_VERSION = 'brain.Event:2';

/** What an event file begins with. */
export function encodeVersion(wallTime: number): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(field(1, FIXED64)).double(wallTime);
  return writer.uint32(field(3, BYTES)).string(FILE_VERSION).finish();
}

/** The wall time takes eight bytes whatever it is, so that the length of an event does not depend on when it was written. */
export function encodeEvent({ wallTime, step, values }: Event): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(field(1, FIXED64)).double(wallTime);
  writer.uint32(field(2, VARINT)).int64(step);
  writer.uint32(field(5, BYTES)).fork(); // Event.summary
  for (const value of values) {
    writer.uint32(field(1, BYTES)).fork(); // Summary.value
    writer.uint32(field(1, BYTES)).string(value.tag);
    if ('scalar' in value) writer.uint32(field(2, FIXED32)).float(value.scalar);
    else writeHistogram(writer, value.histogram);
    writer.ldelim();
  }
  return writer.ldelim().finish();
}

function writeHistogram(writer: protobuf.Writer, histogram: Histogram): void {
  writer.uint32(field(5, BYTES)).fork();
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram;
  for (const [i, value] of [min, max, count, sum, sumOfSquares].entries()) writer.uint32(field(i + 1, FIXED64)).double(value);
  for (const [number, list] of [
    [6, limits],
    [7, counts],
  ] as const) {
    writer.uint32(field(number, BYTES)).fork();
    for (const value of list) writer.double(value);
    writer.ldelim();
  }
  writer.ldelim();
}
