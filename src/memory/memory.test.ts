import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { Memory } from './memory.ts';

const MEGABYTE = 2 ** 20;
const SIZES = [0, 1, 4, 63, 64, 65, 1000, 65_536];

describe('persistent buffers', () => {
  it('are zeroed, begin on a multiple of 64 and keep 64 bytes apart', () => {
    const memory = new Memory();
    const buffers = SIZES.map((size) => ({ size, address: memory.allocate(size) }));
    for (const { size, address } of buffers) {
      expect(address % 64).toBe(0);
      expect(memory.uint8(address, size).every((byte) => byte === 0)).toBe(true);
      memory.uint8(address, size).fill(255);
    }
    for (let i = 1; i < buffers.length; i++) {
      const before = buffers[i - 1] as { size: number; address: number };
      const here = buffers[i] as { size: number; address: number };
      expect(here.address).toBeGreaterThanOrEqual(before.address + before.size + 64);
      expect(memory.uint8(before.address + before.size, 64).every((byte) => byte === 0)).toBe(true);
    }
  });

  it('lie above the constants of the kernels', () => {
    expect(new Memory().allocate(4)).toBe(65_536);
  });

  it('have views of three kinds on the same bytes', () => {
    const memory = new Memory();
    const address = memory.allocate(16);
    memory.float32(address, 4).set([1, -2, 0.5, 0]);
    expect([...memory.int32(address, 4)]).toEqual([0x3f800000, -0x40000000, 0x3f000000, 0]);
    expect([...memory.uint8(address, 4)]).toEqual([0, 0, 128, 63]);
  });

  it('keep their content and their views while the memory grows', () => {
    const memory = new Memory();
    const address = memory.allocate(4000);
    const view = memory.float32(address, 1000);
    view.forEach((_, i) => {
      view[i] = i;
    });
    const before = memory.wasm.buffer.byteLength;
    const far = memory.allocate(50 * MEGABYTE);
    expect(memory.wasm.buffer.byteLength).toBeGreaterThan(before + 49 * MEGABYTE);
    expect(memory.float32(address, 1000)).toEqual(view);
    view[7] = -1;
    expect(memory.float32(address, 1000)[7]).toBe(-1);
    memory.float32(address, 1000)[8] = -2;
    expect(view[8]).toBe(-2);
    memory.uint8(far + 50 * MEGABYTE - 1, 1)[0] = 9;
    expect(memory.uint8(far + 50 * MEGABYTE - 1, 65)[0]).toBe(9);
  });

  it('are counted as reserved', () => {
    const memory = new Memory();
    const before = memory.reserved;
    memory.allocate(100); // and the gap: 164, in whole cache lines 192
    expect(memory.reserved - before).toBe(192);
  });

  it('that do not fit into 4 GiB are refused, and what was there stays in use', () => {
    const memory = new Memory();
    const address = memory.allocate(4);
    memory.float32(address, 1)[0] = 7;
    const { message } = userErrorOf(() => memory.allocate(5e9));
    expect(message).toBe(
      [
        'There is not enough memory for this network and batch size.',
        '  needed   5.0 GB or more',
        '  limit    4.3 GB',
        '  Choose a smaller batch size (--train.batchSize) or a smaller network.',
      ].join('\n'),
    );
    expect(userErrorOf(() => memory.step.allocate(5e9)).message).toBe(message);
    expect(memory.float32(address, 1)[0]).toBe(7);
    expect(memory.float32(memory.allocate(4), 1)[0]).toBe(0);
    expect(memory.step.allocate(4) % 64).toBe(0);
  });
});
