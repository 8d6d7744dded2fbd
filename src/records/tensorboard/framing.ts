import crc32c from 'crc-32/crc32c.js';

/**
 * The framing of TensorFlow's record files, little-endian: the length of the data (uint64), its checksum (uint32), the data, their
 * checksum. Checksums are CRC-32C, rotated and shifted so that a checksum of checksums is no trivial one (TensorFlow's
 * documentation of TFRecord).
 */
const HEADER = 12;
const FOOTER = 4;
const MASK = 0xa282ead8;
/** Longer records are not believed: it is a length that was read from something else. */
const LONGEST = 2 ** 31;

/** The records around these data, one after the other. */
export function frame(records: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.alloc(records.reduce((sum, { length }) => sum + HEADER + length + FOOTER, 0));
  let at = 0;
  for (const data of records) {
    bytes.writeUInt32LE(data.length, at); // the upper half of the length stays 0
    bytes.writeUInt32LE(masked(bytes.subarray(at, at + 8)), at + 8);
    bytes.set(data, at + HEADER);
    bytes.writeUInt32LE(masked(data), at + HEADER + data.length);
    at += HEADER + data.length + FOOTER;
  }
  return bytes;
}

/**
 * The data of all records that are whole and right, in order. A torn last record, as in a file that is being written, ends it;
 * so does a length that cannot be right, since what follows cannot be found then. Data with a wrong checksum are left out.
 *
 * @param note is told, in a sentence, what was wrong.
 */
export function* unframe(bytes: Buffer, note: (text: string) => void): Generator<Uint8Array> {
  let at = 0;
  while (at < bytes.length) {
    if (at + HEADER > bytes.length) return note(`The file ends within a record, at byte ${at}.`);
    const length = bytes.readUInt32LE(at) + 2 ** 32 * bytes.readUInt32LE(at + 4);
    if (masked(bytes.subarray(at, at + 8)) !== bytes.readUInt32LE(at + 8) || length > LONGEST) {
      return note(`The record at byte ${at} is damaged: what follows was not read.`);
    }
    const end = at + HEADER + length;
    if (end + FOOTER > bytes.length) return note(`The file ends within a record, at byte ${at}.`);
    const data = bytes.subarray(at + HEADER, end);
    if (masked(data) === bytes.readUInt32LE(end)) yield data;
    else note(`The record at byte ${at} is damaged and was left out.`);
    at = end + FOOTER;
  }
}

function masked(data: Uint8Array): number {
  const crc = crc32c.buf(data) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + MASK) >>> 0;
}
