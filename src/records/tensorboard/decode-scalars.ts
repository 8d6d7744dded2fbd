import protobuf from 'protobufjs/minimal.js';

/** The scalars of an event, in either of the two ways in which frameworks write them; other values are passed over. */
export interface ScalarEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly scalars: readonly { readonly tag: string; readonly value: number }[];
}

/** @throws an error of protobufjs, or a RangeError, when the bytes are no event. */
export function decodeScalars(bytes: Uint8Array): ScalarEvent {
  const reader = protobuf.Reader.create(bytes);
  const event = { wallTime: 0, step: 0, scalars: [] as { tag: string; value: number }[] };
  eachField(reader, reader.len, (number) => {
    if (number === 1) event.wallTime = reader.double();
    else if (number === 2) event.step = Number(reader.int64());
    else if (number === 5) {
      eachField(reader, reader.uint32() + reader.pos, (part) => {
        if (part !== 1) return false;
        const scalar = readValue(reader, reader.uint32() + reader.pos);
        if (scalar !== undefined) event.scalars.push(scalar);
        return true;
      });
    } else return false;
    return true;
  });
  return event;
}

function readValue(reader: protobuf.Reader, end: number): { tag: string; value: number } | undefined {
  let tag = '';
  let value: number | undefined;
  eachField(reader, end, (number) => {
    if (number === 1) tag = reader.string();
    else if (number === 2) value = reader.float();
    else if (number === 8) value = readTensor(reader, reader.uint32() + reader.pos) ?? value;
    else return false;
    return true;
  });
  return value === undefined ? undefined : { tag, value };
}

/** Of the wire: a field with a length. */
const BYTES = 2;
/** Types of a tensor. */
const FLOAT = 1;
const DOUBLE = 2;

/** A tensor of a single number, as TensorFlow 2 writes scalars. */
function readTensor(reader: protobuf.Reader, end: number): number | undefined {
  let type = 0;
  let content: Uint8Array | undefined;
  let value: number | undefined;
  eachField(reader, end, (number, wire) => {
    if (number === 1) type = reader.int32();
    else if (number === 4) content = reader.bytes();
    else if (number === 5) value = one(reader, wire, () => reader.float());
    else if (number === 6) value = one(reader, wire, () => reader.double());
    else return false;
    return true;
  });
  if (value !== undefined || content === undefined) return value;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  if (type === FLOAT && content.length === 4) return view.getFloat32(0, true);
  return type === DOUBLE && content.length === 8 ? view.getFloat64(0, true) : undefined;
}

/** The last of a repeated field, packed or not. */
function one(reader: protobuf.Reader, wire: number, read: () => number): number | undefined {
  if (wire !== BYTES) return read();
  const end = reader.uint32() + reader.pos;
  let value: number | undefined;
  while (reader.pos < end) value = read();
  return value;
}

/** @param take reads the field's value, or returns false to have it passed over. */
function eachField(reader: protobuf.Reader, end: number, take: (number: number, wire: number) => boolean): void {
  while (reader.pos < end) {
    const key = reader.uint32();
    if (!take(key >>> 3, key & 7)) reader.skipType(key & 7);
  }
}
