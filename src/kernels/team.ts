import { Worker } from 'node:worker_threads';
import type { Memory } from '../memory/memory.ts';
import type { KernelName, LoadedKernels } from './load.ts';
import { CONTROL_INTS, type Control, GENERATION, makeBarrier, PROGRAM, QUIT, READY } from './team-control.ts';
import { type Command, type Stream, toCalls } from './team-stream.ts';

/** A program as the team runs it: a stream of commands for each thread, in the shared memory. */
export interface TeamProgram {
  /** Byte address of the table of streams. */
  readonly address: number;
  /** What this thread, the first, does itself. */
  readonly stream: Stream;
}

/**
 * Worker threads that share the engine's memory and run captured programs together with the calling thread. Each kernel's
 * outputs are divided among the threads, never a sum, so that results do not depend on their number. Between kernels the
 * threads wait for each other; waiting is a short spin (an empty kernel costs well under a microsecond), then sleep.
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
    const table = this.#memory.allocate(4 * this.size);
    streams.forEach((commands, thread) => {
      const ints = commands.flatMap(({ kernel, args, barrier }) => [
        kernel === undefined ? -1 : this.#names.indexOf(kernel),
        barrier ? 1 : 0,
        args.length,
        ...args,
      ]);
      const address = this.#memory.allocate(4 * (1 + ints.length));
      this.#memory.int32(address, 1 + ints.length).set([commands.length, ...ints]);
      this.#memory.int32(table, this.size)[thread] = address;
    });
    const own = this.#memory.int32(table, 1)[0] as number;
    return { address: table, stream: toCalls(this.#memory.wasm, own, this.#loaded.kernels, this.#names) };
  }

  /** Runs a program on all threads and returns when all are done. */
  run({ address, stream }: TeamProgram): void {
    Atomics.store(this.#control, PROGRAM, address);
    Atomics.add(this.#control, GENERATION, 1);
    Atomics.notify(this.#control, GENERATION);
    for (const { call, barrier } of stream) {
      call?.();
      if (barrier) this.#barrier();
    }
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
