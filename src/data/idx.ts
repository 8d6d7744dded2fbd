import { statSync } from 'node:fs';
import { type Fact, UserError } from '../base/errors.ts';
import { fileError, readBytes } from '../base/files.ts';
import { bytes as byteText, count, shapeText } from '../base/format.ts';
import { gunzipStart, gunzipWhole, isGzip } from './idx-gzip.ts';

/**
 * Reader of one IDX file, the format of MNIST (https://yann.lecun.com/exdb/mnist, "THE IDX FILE FORMAT"): two zero
 * bytes, the type of the elements, the number of dimensions, each dimension as a big-endian 32-bit number, then the
 * elements in row-major order. A file may be compressed with gzip, which its content tells and not its name.
 */

/** What is to be read: where, what it is called in messages, and what it must hold. */
export interface IdxSource {
  readonly path: string;
  /** In the plural: `training images`. */
  readonly what: string;
  /** The numbers of dimensions that are accepted. */
  readonly dimensions: readonly number[];
}

/** The content of an IDX file of unsigned bytes. */
export interface IdxArray {
  /** The size along each dimension, all at least 1. */
  readonly sizes: readonly number[];
  /** The elements: a view into the bytes of the file, not a copy. */
  readonly elements: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: '16-bit whole numbers',
  12: '32-bit whole numbers',
  13: '32-bit floating point',
  14: '64-bit floating point',
};

/** What people have in place of an IDX file, by its first bytes. */
const IMPOSTORS: readonly (readonly [start: string, name: string])[] = [
  ['PK', 'a ZIP archive: unpack it first'],
  ['<', 'a web page: the download has probably failed'],
  ['version https://git-lfs', 'a pointer of Git LFS: fetch the real file with "git lfs pull"'],
  ['\x89PNG', 'a PNG picture'],
];

/** What Node.js reads at once, and far more than training in memory can use. */
const MAX_BYTES = 2 ** 31 - 1;
const MAX_DIMENSIONS = 4;
const MAX_HEADER_BYTES = 4 + 4 * MAX_DIMENSIONS;

/** Reads the IDX file at `source.path`. @throws UserError when it cannot be read or is not what `source` asks for. */
export function readIdx(source: IdxSource): IdxArray {
  return parseIdx(readWhole(source), source);
}

/** Reads an IDX file, plain or gzipped, from its bytes. @throws UserError when they are not what `source` asks for. */
export function parseIdx(file: Uint8Array, source: IdxSource): IdxArray {
  if (!isGzip(file)) {
    const { sizes, headerBytes, elementCount } = parseHeader(file, source);
    checkLength(file.length - headerBytes, sizes, elementCount, source);
    return { sizes, elements: plainView(file, headerBytes, elementCount) };
  }
  const { sizes, headerBytes, elementCount } = parseHeader(gunzipStart(file, MAX_HEADER_BYTES, source), source);
  const content = gunzipWhole(file, headerBytes + elementCount, source);
  checkLength(content.length - headerBytes, sizes, elementCount, source);
  return { sizes, elements: plainView(content, headerBytes, elementCount) };
}

function readWhole(source: IdxSource): Uint8Array {
  const { path, what } = source;
  try {
    const stats = statSync(path);
    // A pipe or a device may have no end.
    if (!stats.isFile() && !stats.isDirectory()) {
      throw new UserError(`Cannot read the ${what}: it is neither a file nor a folder.`, { facts: [['path', path]] });
    }
    if (stats.size > MAX_BYTES) {
      throw new UserError(`The file of the ${what} is too large.`, {
        facts: [
          ['file', path],
          ['size', byteText(stats.size)],
          ['at most', byteText(MAX_BYTES)],
        ],
      });
    }
  } catch (error) {
    throw fileError(`Cannot read the ${what}`, path, error);
  }
  return readBytes(path, `the ${what}`);
}

interface Header {
  readonly sizes: readonly number[];
  readonly headerBytes: number;
  readonly elementCount: number;
}

/** Checks magic number and sizes. `start` holds at least the header, or the whole file where that is shorter. */
function parseHeader(start: Uint8Array, source: IdxSource): Header {
  const { path, what } = source;
  if (start.length === 0) throw new UserError(`The file of the ${what} is empty.`, { facts: [['file', path]] });
  const [zero1, zero2, type = 0, dimensions = 0] = start;
  if (start.length < 4 || zero1 !== 0 || zero2 !== 0) throw notIdx(start, source);
  const facts: Fact[] = [
    ['file', path],
    ['found', magicText(start)],
    ['expected', expectedText(source)],
  ];
  if (type !== UNSIGNED_BYTE) {
    const found = ELEMENT_TYPES[type];
    throw found === undefined
      ? notIdx(start, source)
      : new UserError(`The ${what} are ${found}; only unsigned bytes can be read.`, { facts });
  }
  if (!source.dimensions.includes(dimensions)) {
    const hint =
      dimensions === 1 ? 'This looks like a file of labels.' : dimensions === 3 ? 'This looks like a file of images.' : '';
    throw new UserError(`The ${what} have ${dimensionText(dimensions)}.`, { facts, ...(hint === '' ? {} : { hint }) });
  }
  const headerBytes = 4 + 4 * dimensions;
  if (start.length < headerBytes) {
    throw new UserError(`The ${what} are truncated.`, {
      facts: [
        ['file', path],
        ['header', `${headerBytes} bytes`],
        ['present', `${start.length} bytes`],
      ],
    });
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  if (sizes.includes(0)) {
    const none = sizes[0] === 0 ? `There are no ${what} in the file.` : `The ${what} have no pixels.`;
    throw new UserError(none, {
      facts: [
        ['file', path],
        ['sizes', shapeText(sizes)],
      ],
    });
  }
  return { sizes, headerBytes, elementCount: sizes.reduce((product, size) => product * size, 1) };
}

function checkLength(present: number, sizes: readonly number[], announced: number, source: IdxSource): void {
  if (present === announced) return;
  const headline = present < announced ? 'are truncated' : 'are followed by bytes that do not belong to them';
  throw new UserError(`The ${source.what} ${headline}.`, {
    facts: [
      ['file', source.path],
      ['announced', `${byteCount(announced)} for ${shapeText(sizes)}`],
      ['present', byteCount(present)],
    ],
    hint: 'Fetch or copy the file again.',
  });
}

function notIdx(start: Uint8Array, source: IdxSource): UserError {
  const text = Buffer.from(start.subarray(0, 32)).toString('latin1');
  const impostor = IMPOSTORS.find(([beginning]) => text.startsWith(beginning));
  const claimsGzip = source.path.toLowerCase().endsWith('.gz');
  return new UserError(
    `The file of the ${source.what} is not ${claimsGzip ? 'a gzip, although its name ends in .gz' : 'an IDX file'}.`,
    {
      facts: [
        ['file', source.path],
        ['found', magicText(start)],
        ['expected', `${expectedText(source)}${claimsGzip ? ', or 1f 8b   (gzip)' : ''}`],
      ],
      ...(impostor === undefined ? {} : { hint: `It looks like ${impostor[1]}.` }),
    },
  );
}

/** `00 00 08 03   (unsigned bytes, 3 dimensions)`, as far as the bytes have a meaning. */
function magicText(start: Uint8Array): string {
  const hex = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const [zero1, zero2, type = 0, dimensions = 0] = start;
  const typeName = ELEMENT_TYPES[type];
  if (start.length < 4 || zero1 !== 0 || zero2 !== 0 || typeName === undefined) return hex;
  return `${hex}   (${typeName}, ${dimensionText(dimensions)})`;
}

function expectedText(source: IdxSource): string {
  return source.dimensions.map((dimensions) => magicText(Uint8Array.of(0, 0, UNSIGNED_BYTE, dimensions))).join(' or ');
}

function dimensionText(dimensions: number): string {
  return dimensions === 1 ? '1 dimension' : `${dimensions} dimensions`;
}

function byteCount(value: number): string {
  return value > Number.MAX_SAFE_INTEGER ? `about ${value.toExponential(1)} bytes` : `${count(value)} bytes`;
}

/** A view as a plain `Uint8Array`, whatever class the bytes came in. */
function plainView(content: Uint8Array, from: number, length: number): Uint8Array {
  return new Uint8Array(content.buffer, content.byteOffset + from, length);
}
