import { type Fact, InternalError, UserError } from '../base/errors.ts';
import { count, shapeText } from '../base/format.ts';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): the header's length as a little-endian u64, the
 * header (JSON, padded with blanks to a multiple of 8 bytes), then the tensors' bytes, without gaps, row-major and
 * little-endian. Offsets count from the end of the header.
 */

/** The number types that we write and read, in the order in which the reference implementation lays tensors out. */
const ITEM_BYTES = { I64: 8, F64: 8, F32: 4, I32: 4, U8: 1 } as const;

export type SafetensorsDtype = keyof typeof ITEM_BYTES;

export interface SafetensorsTensor {
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** The elements, row-major, little-endian. */
  readonly bytes: Uint8Array;
}

export interface Safetensors {
  /** In the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const DTYPES = Object.keys(ITEM_BYTES);
const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** As in the reference implementation. */
const LONGEST_HEADER = 100_000_000;

/**
 * The file for these tensors: the same bytes for the same content, whatever order it is given in, laid out as the reference
 * implementation does (wide types first, then by name), so that every tensor is aligned to its type.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const sorted = [...tensors].sort(
    ([nameA, a], [nameB, b]) => DTYPES.indexOf(a.dtype) - DTYPES.indexOf(b.dtype) || byBytes(nameA, nameB),
  );
  // Put together by hand, since an object would move names such as "0" to the front and lose "__proto__".
  const entries: string[] = [];
  const texts = Object.entries(metadata).sort(([a], [b]) => byBytes(a, b));
  if (texts.length > 0)
    entries.push(jsonEntry(METADATA, `{${texts.map(([key, text]) => jsonEntry(key, JSON.stringify(text)))}}`));
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of sorted) {
    if (name === METADATA || bytes.length !== ITEM_BYTES[dtype] * elements(shape)) {
      throw new InternalError(`safetensors: ${name} has ${bytes.length} bytes for ${dtype} ${shapeText(shape)}`);
    }
    const begin = end;
    end += bytes.length;
    entries.push(jsonEntry(name, JSON.stringify({ dtype, shape, data_offsets: [begin, end] })));
  }
  const header = Buffer.from(`{${entries}}`);
  const dataStart = LENGTH_BYTES + Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(dataStart + end);
  file.fill(0x20, 0, dataStart);
  new DataView(file.buffer).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  file.set(header, LENGTH_BYTES);
  let position = dataStart;
  for (const [, { bytes }] of sorted) {
    file.set(bytes, position);
    position += bytes.length;
  }
  return file;
}

/**
 * Reads a file back. A tensor's `bytes` are a view into `file` where that is aligned to its type, else a copy; either way
 * they can be seen as a typed array.
 *
 * @param path for messages
 * @throws UserError when it is not exactly a whole file of the format
 */
export function decodeSafetensors(file: Uint8Array, path: string): Safetensors {
  const { header, dataStart } = readHeader(file, path);
  const { [METADATA]: metadata = {}, ...described } = header;
  if (!isObject(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw damaged(path, 'has metadata that are not texts');
  }
  const layouts = Object.entries(described).map(([name, description]) => readLayout(name, description, path));
  layouts.sort((a, b) => a.begin - b.begin || a.end - b.end || byBytes(a.name, b.name));
  let expected = 0;
  for (const { name, begin, end } of layouts) {
    if (begin !== expected) {
      throw damaged(path, `has ${begin < expected ? 'tensors that overlap' : 'a gap between its tensors'}`, [
        ['tensor', name],
        ['begins at', count(begin)],
        ['expected', count(expected)],
      ]);
    }
    expected = end;
  }
  const announced = dataStart + expected;
  if (file.length < announced) throw truncated(path, 'its header announces', announced, file.length);
  if (file.length > announced) {
    throw damaged(path, `is too long: its header announces ${count(announced)} bytes, the file has ${count(file.length)}`);
  }
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, dtype, shape, begin, end } of layouts) {
    const aligned = (file.byteOffset + dataStart + begin) % ITEM_BYTES[dtype] === 0;
    const view = file.subarray(dataStart + begin, dataStart + end);
    tensors.set(name, { dtype, shape, bytes: aligned ? view : new Uint8Array(view) });
  }
  return { tensors, metadata: metadata as Readonly<Record<string, string>> };
}

function readHeader(file: Uint8Array, path: string): { header: Record<string, unknown>; dataStart: number } {
  if (file.length < LENGTH_BYTES) throw truncated(path, 'a header takes at least', LENGTH_BYTES, file.length);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > LONGEST_HEADER) {
    throw damaged(path, 'is not a safetensors file: its first 8 bytes announce a header of more than 100 MB');
  }
  const dataStart = LENGTH_BYTES + Number(length);
  if (file.length < dataStart) throw truncated(path, 'its header alone announces', dataStart, file.length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(LENGTH_BYTES, dataStart)));
  } catch (error) {
    throw damaged(path, 'is not a safetensors file: its header is not JSON', [], error);
  }
  if (!isObject(header)) throw damaged(path, 'is not a safetensors file: its header is not a JSON object');
  return { header, dataStart };
}

interface Layout extends Omit<SafetensorsTensor, 'bytes'> {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

function readLayout(name: string, description: unknown, path: string): Layout {
  const { dtype, shape, data_offsets: offsets } = isObject(description) ? description : {};
  if (!isDtype(dtype)) {
    throw damaged(path, 'has a tensor of a number type that cannot be read', [
      ['tensor', name],
      ['type', typeof dtype === 'string' ? dtype : 'none'],
      ['known', DTYPES.join(', ')],
    ]);
  }
  if (!isSizes(shape)) throw damaged(path, 'has a tensor without a valid shape', [['tensor', name]]);
  const [begin, end] = isSizes(offsets) && offsets.length === 2 ? offsets : [];
  if (begin === undefined || end === undefined) throw damaged(path, 'has a tensor without valid offsets', [['tensor', name]]);
  if (end - begin !== ITEM_BYTES[dtype] * elements(shape)) {
    throw damaged(path, 'has a tensor whose shape does not fit its bytes', [
      ['tensor', name],
      ['shape', `${shapeText(shape)} of ${dtype}`],
      ['offsets', `${count(begin)} to ${count(end)}`],
    ]);
  }
  return { name, dtype, shape, begin, end };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDtype(value: unknown): value is SafetensorsDtype {
  return typeof value === 'string' && Object.hasOwn(ITEM_BYTES, value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function jsonEntry(key: string, json: string): string {
  return `${JSON.stringify(key)}:${json}`;
}

/** The order of UTF-8 bytes, that of the reference implementation. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function truncated(path: string, announcer: string, announced: number, found: number): UserError {
  return damaged(path, `is truncated: ${announcer} ${count(announced)} bytes, the file has ${count(found)}`);
}

function damaged(path: string, problem: string, facts: readonly Fact[] = [], cause?: unknown): UserError {
  return new UserError(`The checkpoint ${problem}.`, {
    facts: [['path', path], ...facts],
    hint: 'Use another checkpoint of the run, or train again.',
    cause,
  });
}
