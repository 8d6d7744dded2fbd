import { constants, gunzipSync } from 'node:zlib';
import { systemErrorCode, UserError } from '../base/errors.ts';
import { count } from '../base/format.ts';
import type { IdxSource } from './idx.ts';

/**
 * Gzipped IDX files: first the header alone is unpacked, so that nothing larger than what it announces is ever
 * allocated, whatever the compressed bytes would unpack to.
 */

/** No stream of deflate unpacks to more than this many times its length (zlib, "Maximum compression factor"). */
const MAX_RATIO = 1032;
/** How much of the compressed file is looked at for the header: a little, or more where gzip's own header is long. */
const PREFIXES = [1024, 128 * 1024] as const;
/** What a plain file may have, too (see `idx.ts`). */
const MAX_UNPACKED = 2 ** 31 - 1;
/** The least that zlib accepts as a chunk. */
const MIN_CHUNK = 64;

/** Whether the bytes begin as a gzip does. */
export function isGzip(file: Uint8Array): boolean {
  return file[0] === 0x1f && file[1] === 0x8b;
}

/** The beginning of what is packed: at least `wanted` bytes, or all of it. @throws UserError when it cannot be unpacked. */
export function gunzipStart(file: Uint8Array, wanted: number, source: IdxSource): Uint8Array {
  for (const length of PREFIXES) {
    const start = unpack(file.subarray(0, length), source, { finishFlush: constants.Z_SYNC_FLUSH });
    if (start.length >= wanted) return start;
  }
  if (file.length > PREFIXES[1]) throw corrupt(source, 'no content near its beginning');
  return unpack(file, source, {}); // so short that it must be whole
}

/** All that is packed, `expected` bytes. @throws UserError when it is broken or unpacks to more or cannot reach as much. */
export function gunzipWhole(file: Uint8Array, expected: number, source: IdxSource): Uint8Array {
  const reachable = file.length * MAX_RATIO;
  if (expected > reachable) {
    throw new UserError(`The ${source.what} are truncated, or their header is wrong.`, {
      facts: [
        ['file', source.path],
        ['announced', `${count(Math.min(expected, Number.MAX_SAFE_INTEGER))} bytes or more`],
        ['present', `${count(file.length)} bytes of gzip, which cannot unpack to more than ${count(reachable)} bytes`],
      ],
    });
  }
  if (expected > MAX_UNPACKED) {
    throw new UserError(`The file of the ${source.what} is too large.`, {
      facts: [
        ['file', source.path],
        ['announced', `${count(expected)} bytes unpacked`],
        ['at most', `${count(MAX_UNPACKED)} bytes`],
      ],
    });
  }
  // One chunk with a byte to spare: the content is unpacked in place, without a second copy.
  return unpack(file, source, { maxOutputLength: expected, chunkSize: Math.max(MIN_CHUNK, expected + 1) });
}

function unpack(file: Uint8Array, source: IdxSource, options: Parameters<typeof gunzipSync>[1]): Uint8Array {
  try {
    return gunzipSync(file, options);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'Z_BUF_ERROR') {
      throw new UserError(`The gzip file of the ${source.what} is truncated.`, {
        facts: [
          ['file', source.path],
          ['present', `${count(file.length)} bytes`],
        ],
        hint: 'Fetch or copy the file again.',
        cause: error,
      });
    }
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new UserError(`The ${source.what} are followed by bytes that do not belong to them.`, {
        facts: [
          ['file', source.path],
          ['announced', `${count(options?.maxOutputLength ?? 0)} bytes with the header`],
          ['present', 'more'],
        ],
        cause: error,
      });
    }
    if (code?.startsWith('Z_') && error instanceof Error) throw corrupt(source, error.message, error);
    throw error;
  }
}

function corrupt(source: IdxSource, reason: string, cause?: unknown): UserError {
  return new UserError(`The gzip file of the ${source.what} is corrupt.`, {
    facts: [
      ['file', source.path],
      ['reason', reason],
    ],
    hint: 'Fetch or copy the file again.',
    cause,
  });
}
