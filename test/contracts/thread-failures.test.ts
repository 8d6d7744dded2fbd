/** A thread that fails or is lost ends the program with an error that says so; nobody waits for ever. */
import { afterAll, describe, expect, it } from 'vitest';
import { InternalError } from '../../src/base/errors.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { ThreadTeam } from '../../src/kernels/team.ts';
import { Memory } from '../../src/memory/memory.ts';
import { Engine } from '../../src/tensor/engine.ts';

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of endings) await end();
});

/** The last 16 bytes of the largest memory there can be: it is never so large. */
const OUTSIDE = 2 ** 32 - 16;
const FLOATS = 2 ** 18;

/** A team whose threads run two commands; in the second some of them write outside the memory. */
async function teamOf(size: number, fails: (thread: number) => boolean, options?: { worker: URL; patience: number }) {
  const memory = new Memory();
  const team = new ThreadTeam(memory, loadKernels(memory), size, options);
  endings.push(() => team.stop());
  while (!team.isReady) await new Promise((resolve) => setTimeout(resolve, 1));
  const address = memory.allocate(64 * size);
  const program = team.load(
    Array.from({ length: size }, (_, thread) => [
      { kernel: 'fill', parts: thread === 0 ? [[address, 16, 0]] : [], barrier: true },
      { kernel: 'clear_padding', parts: [[fails(thread) ? OUTSIDE : address + 64 * thread, 1, 1]], barrier: true },
    ]),
  );
  return { team, program };
}

async function engineOf(threads: number): Promise<Engine> {
  const engine = new Engine({ threads });
  endings.push(() => engine.stopThreads());
  await engine.allThreadsReady();
  return engine;
}

describe('a kernel that fails', () => {
  it.each([
    [2, 0],
    [2, 1],
    [3, 2],
    [5, 1],
  ])('of %i threads on thread %i names the thread and itself, and ends the team', async (size, failing) => {
    const { team, program } = await teamOf(size, (thread) => thread === failing);
    expect(() => team.run(program)).toThrow(
      new InternalError(`thread ${failing} of ${size}: the kernel clear_padding failed: memory access out of bounds`),
    );
    expect([team.isReady, team.isOver]).toEqual([false, true]);
  });

  it('is told once when it fails on all threads', async () => {
    const { team, program } = await teamOf(3, () => true);
    expect(() => team.run(program)).toThrow(/^thread [012] of 3: the kernel clear_padding failed: memory access out of bounds$/);
  });

  it('ends the program of an engine, whose other programs go on alone', async () => {
    const engine = await engineOf(2);
    const address = engine.memory.allocate(4 * FLOATS);
    const program = engine.capture(() => {
      engine.fill(address, FLOATS, 0);
      // The parts of a team fail; the whole, which one thread does alone when it is captured, does not.
      engine.runDivided('fill', { units: 8, grain: 4 }, (from, to) => [to - from === 8 ? address : OUTSIDE, 4, 0]);
    });
    expect(() => program.replay()).toThrow(/^thread [01] of 2: the kernel fill failed: memory access out of bounds$/);
    const other = engine.capture(() => engine.fill(address, FLOATS, 0x3f800000));
    engine.memory.float32(address, FLOATS).fill(0);
    other.replay();
    expect(engine.memory.float32(address, FLOATS).every((value) => value === 1)).toBe(true);
    await engine.allThreadsReady();
  });
});

describe('a thread that ends', () => {
  const worker = new URL('../helpers/leaving-worker.mjs', import.meta.url);

  it.each([2, 3])('of %i within a program is missed after a while', async (size) => {
    const { team, program } = await teamOf(size, () => false, { worker, patience: 200 });
    const began = performance.now();
    expect(() => team.run(program)).toThrow(
      new InternalError(`one of ${size} threads has ended, or has not answered for 0.2 seconds`),
    );
    expect(performance.now() - began).toBeGreaterThan(150);
    expect([team.isReady, team.isOver]).toEqual([false, true]);
  });

  it('between programs leaves the caller to go on alone', async () => {
    const engine = await engineOf(3);
    const address = engine.memory.allocate(4 * FLOATS);
    const program = engine.capture(() => engine.fill(address, FLOATS, 0x3f800000));
    program.replay();
    await engine.stopThreads();
    engine.memory.float32(address, FLOATS).fill(0);
    program.replay();
    expect(engine.memory.float32(address, FLOATS).every((value) => value === 1)).toBe(true);
  });

  it('at its start leaves the caller alone too', async () => {
    const memory = new Memory();
    const missing = new URL('file:///no-such-worker.js');
    const team = new ThreadTeam(memory, loadKernels(memory), 2, { worker: missing });
    while (!team.isOver) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(team.isReady).toBe(false);
  });
});
