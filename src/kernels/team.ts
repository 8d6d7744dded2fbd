import { Worker } from 'node:worker_threads';
import { InternalError } from '../base/errors.ts';
import type { Memory } from '../memory/memory.ts';
import type { KernelName, LoadedKernels } from './load.ts';
import {
  BarrierBroken,
  breakBarriers,
  CONTROL_INTS,
  type Control,
  GENERATION,
  makeBarrier,
  PROGRAM,
  QUIT,
  READY,
  TIMINGS,
} from './team-control.ts';
import { FAILURE_BYTES, readFailure } from './team-failure.ts';
import { type Command, decodeStream, encodeStream, runStream, type Stream } from './team-stream.ts';
import { runStreamTimed, type Timings, timesOf, timingBytes } from './team-timing.ts';
import type { Assignment } from './team-worker.ts';

/** A program as the team runs it: a stream of commands for each thread, in the shared memory. */
export interface TeamProgram {
  /** Byte address of its head: where the tickets lie and how many there are, then place and length of each thread's stream. */
  readonly address: number;
  /** What this thread, the first, does itself. */
  readonly stream: Stream;
}

export interface TeamOptions {
  /** What the workers run; the compiled `team-worker` by default. */
  readonly worker?: URL;
  /** Milliseconds that the caller waits at a barrier before it takes a thread for lost. */
  readonly patience?: number;
}

/** Many times what the longest part of a kernel takes, on a machine that has much else to do. */
const PATIENCE = 60_000;

/**
 * Worker threads that share the engine's memory and run captured programs together with the calling thread. Each kernel's
 * outputs are divided into parts, never a sum, so that results do not depend on the number of threads; which thread does
 * which part is left to who comes first. Between kernels the threads wait for each other: a short spin, then sleep.
 *
 * The workers start in the background; until all are ready the caller goes on alone, with the same results. So it does when
 * one has ended between programs. One that fails or ends within a program leaves its work half done: that is an error.
 */
export class ThreadTeam {
  /** Threads, the caller counted. */
  readonly size: number;
  readonly #memory: Memory;
  readonly #loaded: LoadedKernels;
  readonly #names: readonly KernelName[];
  readonly #control: Control;
  /** Byte address where a worker that fails says why. */
  readonly #failure: number;
  readonly #patience: number;
  readonly #barrier: ReturnType<typeof makeBarrier>;
  readonly #workers: readonly Worker[];
  /** Where the times of programs lie that were timed. */
  readonly #timings = new Map<TeamProgram, number>();
  #isOver = false;

  constructor(memory: Memory, loaded: LoadedKernels, size: number, options: TeamOptions = {}) {
    this.size = size;
    this.#memory = memory;
    this.#loaded = loaded;
    this.#names = Object.keys(loaded.kernels) as KernelName[];
    const control = memory.allocate(4 * CONTROL_INTS);
    this.#control = memory.int32(control, CONTROL_INTS);
    this.#failure = memory.allocate(FAILURE_BYTES);
    this.#patience = options.patience ?? PATIENCE;
    this.#barrier = makeBarrier(this.#control, size, this.#patience);
    this.#workers = Array.from({ length: size - 1 }, (_, i) => {
      const { module } = loaded;
      const workerData: Assignment = { memory: memory.wasm, module, control, failure: this.#failure, thread: i + 1, size };
      const worker = new Worker(options.worker ?? workerUrl(), { workerData });
      // The process may end while they wait.
      worker.unref();
      // One that cannot start, or ends, leaves the caller to go on alone.
      worker.on('error', () => {});
      worker.on('exit', () => {
        this.#end();
      });
      return worker;
    });
  }

  get isReady(): boolean {
    return !this.#isOver && Atomics.load(this.#control, READY) === this.size - 1;
  }

  /** Whether the team has ended, or lost a thread: it will not be ready any more. */
  get isOver(): boolean {
    return this.#isOver;
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

  /** Runs a program on all threads and returns when all are done. @throws InternalError when a thread fails or is lost. */
  run(program: TeamProgram): void {
    this.#start(program);
    this.#watch(() => runStream(program.stream, this.#barrier));
  }

  /** As `run`, and takes down when each thread did what. */
  runTimed(program: TeamProgram): Timings {
    const { length } = program.stream.steps;
    const timings = this.#timings.get(program) ?? this.#memory.allocate(timingBytes(length, this.size));
    this.#timings.set(program, timings);
    const views = Array.from({ length: this.size }, (_, thread) => timesOf(this.#memory.wasm.buffer, timings, length, thread));
    Atomics.store(this.#control, TIMINGS, timings);
    this.#start(program);
    this.#watch(() => runStreamTimed(program.stream, this.#barrier, views[0] as Float64Array));
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
    this.#end();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Runs this thread's share of a program; when it fails, or another thread did, the team is at its end. */
  #watch(share: () => void): void {
    try {
      share();
    } catch (cause) {
      breakBarriers(this.#control);
      this.#end();
      throw new InternalError(this.#explain(cause), { cause });
    }
  }

  /** From here on the caller goes on alone; workers that wait for a program end. */
  #end(): void {
    this.#isOver = true;
    Atomics.store(this.#control, QUIT, 1);
    Atomics.add(this.#control, GENERATION, 1);
    Atomics.notify(this.#control, GENERATION);
  }

  #explain(cause: unknown): string {
    if (!(cause instanceof BarrierBroken)) return `thread 0 of ${this.size}: ${cause instanceof Error ? cause.message : cause}`;
    if (cause.told) return readFailure(this.#memory.wasm.buffer, this.#failure);
    return `one of ${this.size} threads has ended, or has not answered for ${this.#patience / 1000} seconds`;
  }
}

/** The compiled worker beside this file, in the bundle too; tests, which run the sources, take the one of the last build. */
function workerUrl(): URL {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/kernels/team-worker.js' : './team-worker.js';
  return new URL(compiled, import.meta.url);
}
