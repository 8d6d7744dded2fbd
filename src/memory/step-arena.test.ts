import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from '../base/errors.ts';
import { Memory } from './memory.ts';

const MEGABYTE = 2 ** 20;
const SIZES = [0, 1, 4, 63, 64, 65, 1000, 65_536];

describe('step buffers', () => {
  const allocateAll = (memory: Memory, sizes: readonly number[]) => sizes.map((size) => memory.step.allocate(size));
  const step = [100, 3 * MEGABYTE, 2 * MEGABYTE, 9 * MEGABYTE, 64, 3 * MEGABYTE, 5];

  it('begin on a multiple of 64 and do not overlap each other or persistent buffers', () => {
    const memory = new Memory();
    const buffers = [...SIZES, ...step].map((size) => ({ size, address: memory.step.allocate(size) }));
    buffers.push({ size: 100, address: memory.allocate(100) });
    buffers.push({ size: 3 * MEGABYTE, address: memory.step.allocate(3 * MEGABYTE) });
    buffers.sort((a, b) => a.address - b.address);
    for (const [i, { size, address }] of buffers.entries()) {
      expect(address % 64).toBe(0);
      expect(buffers[i + 1]?.address ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(address + size + 64);
    }
  });

  it('lie at the same addresses in the same step, whatever steps and persistent buffers came between', () => {
    const memory = new Memory();
    const run = (sizes: readonly number[]) => {
      const first = allocateAll(memory, sizes);
      for (const address of first.filter((_, i) => i % 3 === 1)) memory.step.release(address);
      const addresses = [...first, ...allocateAll(memory, sizes.toReversed())];
      memory.step.rewind();
      return addresses;
    };
    const first = run(step);
    memory.allocate(MEGABYTE);
    const other = [5 * MEGABYTE, 1, 20 * MEGABYTE, 3 * MEGABYTE];
    const second = run(other);
    memory.allocate(10 * MEGABYTE);
    const { reserved } = memory;
    for (let i = 0; i < 5; i++) {
      expect(run(step)).toEqual(first);
      expect(run(other)).toEqual(second);
    }
    expect(memory.reserved).toBe(reserved);
  });

  it('start over when the step is rewound, and the generation counts that', () => {
    const { step: arena } = new Memory();
    const first = arena.allocate(10);
    expect(arena.allocate(10)).not.toBe(first);
    const { generation } = arena;
    arena.rewind();
    expect([arena.generation, arena.inUse, arena.isLive(first)]).toEqual([generation + 1, 0, false]);
    expect(arena.allocate(20)).toBe(first);
  });

  it('are free for others once the last holder has released them', () => {
    const { step: arena } = new Memory();
    const first = arena.allocate(1000);
    const behind = arena.allocate(1);
    arena.hold(first);
    expect(arena.release(first)).toBe(0);
    expect(arena.isLive(first)).toBe(true);
    expect(arena.allocate(1000)).not.toBe(first);
    expect(arena.release(first)).toBe(1088); // 1000 and the gap of 64, in whole cache lines
    expect(arena.isLive(first)).toBe(false);
    expect(arena.allocate(500)).toBe(first);
    expect(arena.allocate(300)).toBe(first + 576);
    expect(arena.allocate(300)).toBeGreaterThan(behind);
  });

  it('that are not in use cannot be held or released', () => {
    const { step: arena } = new Memory();
    const address = arena.allocate(100);
    arena.release(address);
    const error = new InternalError(`no buffer of the step begins at ${address}`);
    expect(() => arena.release(address)).toThrow(error);
    expect(() => arena.hold(address)).toThrow(error);
  });

  it('take the place of neighbours that were released, in whatever order', () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    for (const order of orders) {
      const { step: arena } = new Memory();
      const [first = 0, ...rest] = allocateAll({ step: arena } as Memory, [64, 64, 64, 64]);
      for (const i of order) arena.release([first, ...rest][i] as number);
      expect(arena.allocate(3 * 128 - 64), order.join()).toBe(first);
    }
  });

  it('have a peak, of what was in use and of the memory that it took', () => {
    const memory = new Memory();
    const { step: arena } = memory;
    expect([arena.peak, arena.peakInUse]).toEqual([0, 0]);
    const first = arena.allocate(64); // 64 and the gap
    arena.allocate(100); // 164, in whole cache lines 192
    expect([arena.peak, arena.peakInUse]).toEqual([320, 320]);
    arena.release(first);
    // Too large for the gap; the memory goes on behind.
    arena.allocate(1000);
    expect([arena.peak, arena.peakInUse]).toEqual([320 + 1088, 192 + 1088]);
    arena.rewind();
    arena.allocate(320 + 1088);
    expect([arena.peak, arena.peakInUse]).toEqual([320 + 1088 + 64, 320 + 1088 + 64]);
    expect(memory.reserved).toBe(65_536 + arena.peak);
  });

  it('never overlap, whatever is allocated, held and released', () => {
    const number = (max: number) => fc.integer({ min: 0, max });
    const action = fc.record({ size: number(3000), release: fc.boolean(), which: number(1000) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const memory = new Memory();
        const { step: arena } = memory;
        const live: { address: number; size: number }[] = [];
        const run = () =>
          actions.map(({ size, release, which }) => {
            if (release && live.length > 0) {
              const [gone] = live.splice(which % live.length, 1);
              arena.release(gone?.address ?? 0);
              return 0;
            }
            const address = arena.allocate(size);
            for (const other of live) {
              expect(address >= other.address + other.size + 64 || other.address >= address + size + 64).toBe(true);
            }
            live.push({ address, size });
            return address;
          });
        const first = run();
        const sizeOf = (size: number) => Math.ceil((size + 64) / 64) * 64;
        expect(arena.inUse).toBe(live.reduce((sum, { size }) => sum + sizeOf(size), 0));
        arena.rewind();
        live.length = 0;
        expect(run()).toEqual(first);
      }),
    );
  });
});
