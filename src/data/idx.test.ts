import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { idxBytes, writeIdx } from '../../test/helpers/idx-files.ts';
import { UserError } from '../base/errors.ts';
import { type IdxSource, parseIdx, readIdx } from './idx.ts';

const folder = mkdtempSync(join(tmpdir(), 'cnn-run-idx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const images: IdxSource = { path: 'pics', what: 'training images', dimensions: [3, 4] };
const labels: IdxSource = { path: 'tags', what: 'training labels', dimensions: [1] };
const twelve = Uint8Array.from({ length: 12 }, (_, i) => 20 * i);
const whole = idxBytes([2, 2, 3], twelve);

/** The message with which `run` fails. */
function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseIdx', () => {
  it('reads images, plain or gzipped, without copying plain ones', () => {
    const plain = parseIdx(whole, images);
    expect(plain).toEqual({ sizes: [2, 2, 3], elements: twelve });
    expect(plain.elements.buffer).toBe(whole.buffer);
    expect(parseIdx(gzipSync(whole), images)).toEqual(plain);
    expect(parseIdx(idxBytes([1, 3, 2, 2], twelve), images).sizes).toEqual([1, 3, 2, 2]);
    expect(parseIdx(idxBytes([12], twelve), labels)).toEqual({ sizes: [12], elements: twelve });
  });

  it('reads a gzip whose own header is long', () => {
    const plain = gzipSync(whole);
    const name = Buffer.alloc(70_000, 'n');
    const named = Buffer.concat([
      plain.subarray(0, 3),
      Buffer.of(8),
      plain.subarray(4, 10),
      name,
      Buffer.of(0),
      plain.subarray(10),
    ]);
    expect(parseIdx(named, images).elements).toEqual(twelve);
    const tooLong = Buffer.concat([named.subarray(0, 10), Buffer.alloc(140_000, 'n'), named.subarray(10)]);
    expect(messageOf(() => parseIdx(tooLong, images))).toContain('is corrupt.');
  });

  it('says what stands in place of the magic number', () => {
    expect(messageOf(() => parseIdx(Buffer.from('<!DOCTYPE html>'), images))).toBe(
      [
        'The file of the training images is not an IDX file.',
        '  file       pics',
        '  found      3c 21 44 4f',
        '  expected   00 00 08 03   (unsigned bytes, 3 dimensions) or 00 00 08 04   (unsigned bytes, 4 dimensions)',
        '  It looks like a web page: the download has probably failed.',
      ].join('\n'),
    );
    expect(messageOf(() => parseIdx(Buffer.from('PK\x03\x04'), images))).toContain(
      'It looks like a ZIP archive: unpack it first.',
    );
    expect(messageOf(() => parseIdx(Uint8Array.of(0, 0, 7, 3), images))).toContain('is not an IDX file.');
    expect(messageOf(() => parseIdx(Uint8Array.of(0, 0, 8), images))).toContain('is not an IDX file.');
    expect(messageOf(() => parseIdx(new Uint8Array(0), images))).toBe('The file of the training images is empty.\n  file   pics');
  });

  it('says which type of element was found', () => {
    const floats = whole.slice();
    floats[2] = 0x0d;
    expect(messageOf(() => parseIdx(floats, images))).toContain(
      'The training images are 32-bit floating point; only unsigned bytes can be read.\n' +
        '  file       pics\n' +
        '  found      00 00 0d 03   (32-bit floating point, 3 dimensions)\n',
    );
  });

  it('refuses labels for images and images for labels', () => {
    expect(messageOf(() => parseIdx(idxBytes([12], twelve), images))).toBe(
      [
        'The training images have 1 dimension.',
        '  file       pics',
        '  found      00 00 08 01   (unsigned bytes, 1 dimension)',
        '  expected   00 00 08 03   (unsigned bytes, 3 dimensions) or 00 00 08 04   (unsigned bytes, 4 dimensions)',
        '  This looks like a file of labels.',
      ].join('\n'),
    );
    expect(messageOf(() => parseIdx(whole, labels))).toContain('The training labels have 3 dimensions.');
    expect(messageOf(() => parseIdx(whole, labels))).toContain('This looks like a file of images.');
    expect(messageOf(() => parseIdx(idxBytes([2, 6], twelve), labels))).not.toContain('looks like');
  });

  it('compares the bytes announced with those present', () => {
    expect(messageOf(() => parseIdx(whole.subarray(0, -5), images))).toBe(
      [
        'The training images are truncated.',
        '  file        pics',
        '  announced   12 bytes for [2, 2, 3]',
        '  present     7 bytes',
        '  Fetch or copy the file again.',
      ].join('\n'),
    );
    expect(messageOf(() => parseIdx(Buffer.concat([whole, Buffer.alloc(3)]), images))).toContain(
      'The training images are followed by bytes that do not belong to them.\n' +
        '  file        pics\n' +
        '  announced   12 bytes for [2, 2, 3]\n' +
        '  present     15 bytes',
    );
    expect(messageOf(() => parseIdx(whole.subarray(0, 9), images))).toBe(
      'The training images are truncated.\n  file      pics\n  header    16 bytes\n  present   9 bytes',
    );
    expect(messageOf(() => parseIdx(gzipSync(whole.subarray(0, -5)), images))).toContain('present     7 bytes');
    expect(messageOf(() => parseIdx(gzipSync(Buffer.concat([whole, Buffer.alloc(3)])), images))).toContain(
      'The training images are followed by bytes that do not belong to them.',
    );
    expect(messageOf(() => parseIdx(gzipSync(whole.subarray(0, 9)), images))).toContain('header    16 bytes');
  });

  it('refuses nothing at all and sizes of zero', () => {
    expect(messageOf(() => parseIdx(idxBytes([0, 28, 28], []), images))).toBe(
      'There are no training images in the file.\n  file    pics\n  sizes   [0, 28, 28]',
    );
    expect(messageOf(() => parseIdx(idxBytes([7, 28, 0], []), images))).toContain('The training images have no pixels.');
    expect(messageOf(() => parseIdx(idxBytes([0], []), labels))).toContain('There are no training labels in the file.');
  });

  it('refuses absurd sizes without allocating them', () => {
    const absurd = idxBytes([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], twelve);
    expect(messageOf(() => parseIdx(absurd, images))).toContain('announced   about 3.4e+38 bytes for [4294967295,');
    expect(messageOf(() => parseIdx(gzipSync(absurd), images))).toMatch(
      /truncated, or their header is wrong\.\n {2}file +pics\n.*\n {2}present +\d+ bytes of gzip, which cannot unpack to more than/,
    );
  });

  it('refuses a gzip that is truncated, corrupt or a bomb', () => {
    const large = idxBytes([4096], noise4096());
    const packed = gzipSync(large);
    expect(messageOf(() => parseIdx(packed.subarray(0, -20), labels))).toBe(
      `The gzip file of the training labels is truncated.\n  file      tags\n  present   ${(packed.length - 20).toLocaleString('en-US')} bytes\n  Fetch or copy the file again.`,
    );
    expect(messageOf(() => parseIdx(packed.subarray(0, 5), labels))).toContain(
      'The gzip file of the training labels is truncated.',
    );
    const damaged = Buffer.from(packed);
    damaged[packed.length - 6] = (damaged[packed.length - 6] ?? 0) ^ 0xff; // in the checksum
    expect(messageOf(() => parseIdx(damaged, labels))).toBe(
      'The gzip file of the training labels is corrupt.\n  file     tags\n  reason   incorrect data check\n  Fetch or copy the file again.',
    );
    const bomb = gzipSync(Buffer.concat([idxBytes([12], twelve), Buffer.alloc(30_000_000)]));
    expect(messageOf(() => parseIdx(bomb, labels))).toBe(
      [
        'The training labels are followed by bytes that do not belong to them.',
        '  file        tags',
        '  announced   20 bytes with the header',
        '  present     more',
      ].join('\n'),
    );
  });

  it('answers any bytes with a result or a UserError', () => {
    const header = fc.tuple(fc.nat(15), fc.nat(5)).map(([type, dims]) => Uint8Array.of(0, 0, type, dims));
    const headed = fc.tuple(header, fc.uint8Array({ maxLength: 64 })).map(([a, b]) => Buffer.concat([a, b]));
    const damage = (file: Uint8Array) =>
      fc.tuple(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length)).map(([at, value, length]) => {
        const copy = file.slice();
        copy[at] = value;
        return copy.subarray(0, length);
      });
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      headed,
      headed.map((file) => new Uint8Array(gzipSync(file))),
      fc.uint8Array({ maxLength: 64 }).map((rest) => Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 0), rest])),
      damage(whole),
      damage(new Uint8Array(gzipSync(whole))),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(images, labels), (file, source) => {
        try {
          const { sizes, elements } = parseIdx(file, source);
          return sizes.reduce((a, b) => a * b) === elements.length;
        } catch (error) {
          return error instanceof UserError;
        }
      }),
      { seed: 1, numRuns: 1500 },
    );
  });
});

describe('readIdx', () => {
  const at = (path: string): IdxSource => ({ ...images, path });

  it('tells gzip by the content, not by the name', () => {
    const packed = join(folder, 'packed-without-gz');
    const plain = join(folder, 'plain.gz');
    writeIdx(packed, [2, 2, 3], twelve, { gzip: true });
    writeIdx(plain, [2, 2, 3], twelve);
    expect(readIdx(at(packed)).elements).toEqual(twelve);
    expect(readIdx(at(plain)).elements).toEqual(twelve);
  });

  it('refuses a .gz that is none', () => {
    const path = join(folder, 'none.gz');
    writeFileSync(path, 'hello');
    expect(messageOf(() => readIdx(at(path)))).toBe(
      [
        'The file of the training images is not a gzip, although its name ends in .gz.',
        `  file       ${path}`,
        '  found      68 65 6c 6c',
        '  expected   00 00 08 03   (unsigned bytes, 3 dimensions) or 00 00 08 04   (unsigned bytes, 4 dimensions), or 1f 8b   (gzip)',
      ].join('\n'),
    );
  });

  it('refuses what is missing, a folder, a device, or too large', () => {
    expect(messageOf(() => readIdx(at(join(folder, 'gone'))))).toContain(
      'Cannot read the training images: there is no such file or folder.',
    );
    mkdirSync(join(folder, 'folder'));
    expect(messageOf(() => readIdx(at(join(folder, 'folder'))))).toContain(
      'Cannot read the training images: it is a folder, not a file.',
    );
    expect(messageOf(() => readIdx(at('/dev/null')))).toContain(
      'Cannot read the training images: it is neither a file nor a folder.',
    );
    writeFileSync(join(folder, 'huge'), '');
    truncateSync(join(folder, 'huge'), 2 ** 31); // sparse: takes no room
    expect(messageOf(() => readIdx(at(join(folder, 'huge'))))).toContain('The file of the training images is too large.');
  });

  it.skipIf(process.getuid?.() === 0)('refuses what it may not read', () => {
    writeFileSync(join(folder, 'secret'), whole, { mode: 0o000 });
    expect(messageOf(() => readIdx(at(join(folder, 'secret'))))).toContain('Cannot read the training images: permission denied.');
  });
});

/** 4,096 bytes that hardly compress. */
function noise4096(): Uint8Array {
  return Uint8Array.from({ length: 4096 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);
}
