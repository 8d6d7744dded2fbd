import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError, UserError } from '../base/errors.ts';
import { decodeSafetensors, encodeSafetensors, type SafetensorsDtype, type SafetensorsTensor } from './safetensors.ts';

const ITEM_BYTES: Readonly<Record<SafetensorsDtype, number>> = { F32: 4, I64: 8, I32: 4, F64: 8, U8: 1 };

const tensor: fc.Arbitrary<SafetensorsTensor> = fc
  .tuple(
    fc.constantFrom<SafetensorsDtype>('F32', 'I64', 'I32', 'F64', 'U8'),
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    fc.integer({ min: 0, max: 255 }),
  )
  .map(([dtype, shape, first]) => {
    const length = ITEM_BYTES[dtype] * shape.reduce((a, b) => a * b, 1);
    return { dtype, shape, bytes: Uint8Array.from({ length }, (_, i) => first + i) };
  });
const name = fc.oneof(fc.string(), fc.constantFrom('0', '__proto__', 'é', 'a"b\n')).filter((text) => text !== '__metadata__');
const content = fc.tuple(
  fc.array(fc.tuple(name, tensor), { maxLength: 6 }).map((entries) => new Map(entries)),
  fc.array(fc.tuple(name, fc.string()), { maxLength: 4 }).map((entries): Record<string, string> => Object.fromEntries(entries)),
);

/** A file with the given header text, padded, and that many zero bytes of data. */
function file(header: string, dataLength: number): Uint8Array {
  const text = Buffer.from(header);
  const bytes = Buffer.alloc(8 + text.length + dataLength);
  bytes.writeBigUInt64LE(BigInt(text.length));
  text.copy(bytes, 8);
  return bytes;
}

function describeOne(begin: number, end: number, shape: readonly number[] = [end - begin], dtype = 'U8'): string {
  return JSON.stringify({ dtype, shape, data_offsets: [begin, end] });
}

function messageFor(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, 'last.safetensors');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('encodeSafetensors', () => {
  it('lays a file out as the reference implementation does', () => {
    const bytes = encodeSafetensors(
      new Map<string, SafetensorsTensor>([
        ['flags', { dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }],
        ['b', { dtype: 'F32', shape: [1], bytes: new Uint8Array(Float32Array.of(0.5).buffer) }],
        ['a', { dtype: 'F32', shape: [2, 1], bytes: new Uint8Array(Float32Array.of(1, -2).buffer) }],
        ['step', { dtype: 'I64', shape: [], bytes: new Uint8Array(BigInt64Array.of(7n).buffer) }],
      ]),
      { step: '7', epoch: '1' },
    );
    const header =
      '{"__metadata__":{"epoch":"1","step":"7"},"step":{"dtype":"I64","shape":[],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},"b":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},' +
      '"flags":{"dtype":"U8","shape":[3],"data_offsets":[20,23]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(new DataView(bytes.buffer).getBigUint64(0, true)).toBe(BigInt(padded.length));
    expect(Buffer.from(bytes.subarray(8, 8 + padded.length)).toString()).toBe(padded);
    expect(Buffer.from(bytes.subarray(8 + padded.length)).toString('hex')).toBe(
      `0700000000000000${'0000803f'}${'000000c0'}${'0000003f'}010203`,
    );
  });

  it('gives the same bytes whatever the order of the content', () => {
    fc.assert(
      fc.property(content, ([tensors, metadata]) => {
        const reversed = encodeSafetensors(
          new Map([...tensors].reverse()),
          Object.fromEntries(Object.entries(metadata).reverse()),
        );
        expect(Buffer.compare(encodeSafetensors(tensors, metadata), reversed)).toBe(0);
      }),
    );
  });

  it('refuses bytes that do not fit the shape, and the reserved name', () => {
    const four = { dtype: 'F32', shape: [2], bytes: new Uint8Array(4) } as const;
    expect(() => encodeSafetensors(new Map([['w', four]]), {})).toThrow(
      new InternalError('safetensors: w has 4 bytes for F32 [2]'),
    );
    expect(() => encodeSafetensors(new Map([['__metadata__', { ...four, shape: [1] }]]), {})).toThrow(InternalError);
  });
});

describe('decodeSafetensors', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(content, ([tensors, metadata]) => {
        const decoded = decodeSafetensors(encodeSafetensors(tensors, metadata), 'x');
        expect(new Map([...decoded.tensors].map(([key, value]) => [key, { ...value, bytes: [...value.bytes] }]))).toEqual(
          new Map([...tensors].map(([key, value]) => [key, { ...value, bytes: [...value.bytes] }])),
        );
        expect(Object.entries(decoded.metadata).sort()).toEqual(Object.entries(metadata).sort());
      }),
    );
  });

  it('views the file where it is aligned and copies where it is not', () => {
    const bytes = encodeSafetensors(new Map([['w', { dtype: 'F32', shape: [2], bytes: new Uint8Array(8).fill(9) }]]), {});
    expect(decodeSafetensors(bytes, 'x').tensors.get('w')?.bytes.buffer).toBe(bytes.buffer);
    const shifted = new Uint8Array(bytes.length + 1).subarray(1);
    shifted.set(bytes);
    const copied = decodeSafetensors(shifted, 'x').tensors.get('w')?.bytes;
    expect(copied?.byteOffset).toBe(0);
    expect(copied).toEqual(new Uint8Array(8).fill(9));
  });

  it('says what a truncated or prolonged file announces and what is there', () => {
    const whole = encodeSafetensors(new Map([['w', { dtype: 'U8', shape: [1_234_000], bytes: new Uint8Array(1_234_000) }]]), {});
    expect(messageFor(whole.subarray(0, 1000))).toBe(
      'The checkpoint is truncated: its header announces 1,234,080 bytes, the file has 1,000.\n' +
        '  path   last.safetensors\n' +
        '  Use another checkpoint of the run, or train again.',
    );
    expect(messageFor(Buffer.concat([whole, Buffer.of(0)]))).toMatch(
      /^The checkpoint is too long: its header announces 1,234,080 bytes, the file has 1,234,081\.\n/,
    );
    expect(messageFor(whole.subarray(0, 20))).toMatch(
      /^The checkpoint is truncated: its header alone announces 80 bytes, the file has 20\.\n/,
    );
    expect(messageFor(whole.subarray(0, 3))).toMatch(
      /^The checkpoint is truncated: a header takes at least 8 bytes, the file has 3\.\n/,
    );
  });

  const two = (a: string, b: string) => `{"a":${a},"b":${b}}`;
  it.each([
    [
      'text',
      Buffer.from('name: mnist\nseed: 1\n'),
      'is not a safetensors file: its first 8 bytes announce a header of more than 100 MB.',
    ],
    ['no JSON', file('{"a"', 0), 'is not a safetensors file: its header is not JSON.'],
    [
      'no UTF-8',
      Buffer.concat([file('', 0).with(0, 3), Buffer.of(0x22, 0xff, 0x22)]),
      'is not a safetensors file: its header is not JSON.',
    ],
    ['an array', file('[]', 0), 'is not a safetensors file: its header is not a JSON object.'],
    ['metadata', file('{"__metadata__":{"a":1}}', 0), 'has metadata that are not texts.'],
    ['metadata null', file('{"__metadata__":null}', 0), 'has metadata that are not texts.'],
    [
      'no description',
      file('{"a":null}', 0),
      'has a tensor of a number type that cannot be read.\n  path     last.safetensors\n  tensor   a\n  type     none\n  known    I64, F64, F32, I32, U8',
    ],
    ['a type', file(`{"a":${describeOne(0, 2, [1], 'BF16')}}`, 2), 'has a tensor of a number type that cannot be read.'],
    [
      'an inherited type',
      file(`{"a":${describeOne(0, 2, [1], 'toString')}}`, 2),
      'has a tensor of a number type that cannot be read.',
    ],
    ['a negative size', file(`{"a":${describeOne(0, 1, [-1])}}`, 1), 'has a tensor without a valid shape.'],
    ['a fraction', file(`{"a":${describeOne(0, 1, [0.5])}}`, 1), 'has a tensor without a valid shape.'],
    ['offsets', file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1]}}', 1), 'has a tensor without valid offsets.'],
    [
      'a shape',
      file(`{"a":${describeOne(0, 4, [2], 'F32')}}`, 4),
      'has a tensor whose shape does not fit its bytes.\n  path      last.safetensors\n  tensor    a\n  shape     [2] of F32\n  offsets   0 to 4',
    ],
    [
      'an overflow',
      file(`{"a":${describeOne(0, 1, [2 ** 52, 2 ** 52])}}`, 1),
      'has a tensor whose shape does not fit its bytes.',
    ],
    [
      'an overlap',
      file(two(describeOne(0, 4), describeOne(2, 6)), 6),
      'has tensors that overlap.\n  path        last.safetensors\n  tensor      b\n  begins at   2\n  expected    4',
    ],
    ['a gap', file(two(describeOne(0, 4), describeOne(5, 6)), 6), 'has a gap between its tensors.'],
    ['a gap before the first', file(`{"a":${describeOne(1, 2)}}`, 2), 'has a gap between its tensors.'],
  ])('refuses a wrong header: %s', (_what, bytes, problem) => {
    expect(messageFor(bytes).startsWith(`The checkpoint ${problem}`)).toBe(true);
  });

  it('throws nothing but UserError on a damaged file', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(content, damage, fc.integer({ min: -40, max: 8 }), ([tensors, metadata], places, change) => {
        const whole = encodeSafetensors(tensors, metadata);
        const bytes = new Uint8Array(Math.max(0, whole.length + change));
        bytes.set(whole.subarray(0, bytes.length));
        for (const [place, value] of places) if (bytes.length > 0) bytes[place % bytes.length] = value;
        messageFor(bytes);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.json(), fc.nat({ max: 20 }), (header, length) => void messageFor(file(header, length))));
  });
});
