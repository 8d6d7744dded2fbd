import { Worker } from 'node:worker_threads';
import type { Memory } from '../memory/memory.ts';
import type { KernelName, LoadedKernels } from './load.ts';
import { CONTROL_INTS, type Control, GENERATION, makeBarrier, PROGRAM, QUIT, READY, TIMINGS } from './team-control.ts';
import { type Command, decodeStream, encodeStream, runStream, type Stream } from './team-stream.ts';
import { runStreamTimed, type Timings, timesOf, timingBytes } from './team-timing.ts';

/** A program as the team runs it: a stream of commands for each thread, in the shared memory. */
export interface TeamProgram {
  /** Byte address of its head: where the tickets lie and how many there are, then place and length of each thread's stream. */
  readonly address: number;
  /** What this thread, the first, does itself. */
  readonly stream: Stream;
}

/**
 * Worker threads that share the engine's memory and run captured programs together with the calling thread. Each kernel's
 * outputs are divided into parts, never a sum, so that results do not depend on the number of threads; which thread does
 * which part is left to who comes first. Between kernels the threads wait for each other: a short spin, then sleep.
 *
 * The workers start in the background; until all are ready the caller goes on alone, with the same results.
 */
export class ThreadTeam {
  /** Threads, the caller counted. */
  readonly size: number;
  readonly #memory: Memory;
  readonly #loaded: LoadedKernels;
  readonly #names: readonly KernelName[];
  readonly #control: Control;
  readonly #barrier: ReturnType<typeof makeBarrier>;
  readonly #workers: readonly Worker[];
  /** Where the times of programs lie that were timed. */
  readonly #timings = new Map<TeamProgram, number>();
  #stopped = false;

  constructor(memory: Memory, loaded: LoadedKernels, size: number) {
    this.size = size;
    this.#memory = memory;
    this.#loaded = loaded;
    this.#names = Object.keys(loaded.kernels) as KernelName[];
    const address = memory.allocate(4 * CONTROL_INTS);
    this.#control = memory.int32(address, CONTROL_INTS);
    this.#barrier = makeBarrier(this.#control, size);
    this.#workers = Array.from({ length: size - 1 }, (_, i) => {
      const workerData = { memory: memory.wasm, module: loaded.module, control: address, thread: i + 1, size };
      const worker = new Worker(workerUrl(), { workerData });
      // The process may end while they wait.
      worker.unref();
      // One that cannot start never reports itself ready, and the caller goes on alone.
      worker.on('error', () => {});
      return worker;
    });
  }

  get isReady(): boolean {
    return !this.#stopped && Atomics.load(this.#control, READY) === this.size - 1;
  }

  /** Writes a program into the shared memory. @param streams are the commands of each thread, equally many. */
  load(streams: readonly (readonly Command<KernelName>[])[]): TeamProgram {
    const commands = streams[0]?.length ?? 0;
    const tickets = this.#memory.allocate(4 * commands);
    const encoded = streams.map((stream) => encodeStream(stream, (name) => this.#names.indexOf(name)));
    const placed = encoded.map((ints) => {
      const address = this.#memory.allocate(4 * ints.length);
      this.#memory.int32(address, ints.length).set(ints);
      return [address, ints.length] as const;
    });
    const head = [tickets, commands, ...placed.flat()];
    const address = this.#memory.allocate(4 * head.length);
    this.#memory.int32(address, head.length).set(head);
    const ticketView = this.#memory.int32(tickets, commands);
    const own = Int32Array.from(encoded[0] ?? []);
    return { address, stream: decodeStream(own, ticketView, this.#loaded.kernels, this.#names) };
  }

  /** Runs a program on all threads and returns when all are done. */
  run(program: TeamProgram): void {
    this.#start(program);
    runStream(program.stream, this.#barrier);
  }

  /** As `run`, and takes down when each thread did what. */
  runTimed(program: TeamProgram): Timings {
    const { length } = program.stream.steps;
    const timings = this.#timings.get(program) ?? this.#memory.allocate(timingBytes(length, this.size));
    this.#timings.set(program, timings);
    const views = Array.from({ length: this.size }, (_, thread) => timesOf(this.#memory.wasm.buffer, timings, length, thread));
    Atomics.store(this.#control, TIMINGS, timings);
    this.#start(program);
    runStreamTimed(program.stream, this.#barrier, views[0] as Float64Array);
    // All threads have read it: they are past the program's last barrier.
    Atomics.store(this.#control, TIMINGS, 0);
    return views;
  }

  /** Lets the other threads begin. */
  #start({ address, stream }: TeamProgram): void {
    // All threads are past the last barrier of the program before, so nobody takes tickets now.
    stream.tickets.fill(0);
    Atomics.store(this.#control, PROGRAM, address);
    Atomics.add(this.#control, GENERATION, 1);
    Atomics.notify(this.#control, GENERATION);
  }

  /** Ends the workers. */
  async stop(): Promise<void> {
    this.#stopped = true;
    Atomics.store(this.#control, QUIT, 1);
    Atomics.add(this.#control, GENERATION, 1);
    Atomics.notify(this.#control, GENERATION);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** The compiled worker beside this file, in the bundle too; tests, which run the sources, take the one of the last build. */
function workerUrl(): URL {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/kernels/team-worker.js' : './team-worker.js';
  return new URL(compiled, import.meta.url);
}
