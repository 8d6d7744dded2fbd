/** The life of one worker of a thread team: wait for a program, run one's part of it, wait again. */
import { workerData } from 'node:worker_threads';
import {
  awaitGeneration,
  BarrierBroken,
  breakBarriers,
  CONTROL_INTS,
  type Control,
  makeBarrier,
  PROGRAM,
  QUIT,
  READY,
  TIMINGS,
} from './team-control.ts';
import { leaveFailure } from './team-failure.ts';
import { decodeStream, runStream, type Stream } from './team-stream.ts';
import { runStreamTimed, timesOf } from './team-timing.ts';

/** What a worker is told when it starts. */
export interface Assignment {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** Byte address of the control block. */
  readonly control: number;
  /** Byte address where a thread that fails says why. */
  readonly failure: number;
  /** This thread's number, from 1; the caller of programs is 0. */
  readonly thread: number;
  readonly size: number;
}

const { memory, module, control: address, failure, thread, size } = workerData as Assignment;
const control: Control = new Int32Array(memory.buffer, address, CONTROL_INTS);
const kernels = new WebAssembly.Instance(module, { env: { memory, abort: () => {} } }).exports;
const names = Object.keys(kernels);
// The caller of programs watches over all threads; a worker waits for as long as it does.
const barrier = makeBarrier(control, size, Number.POSITIVE_INFINITY);
const streams = new Map<number, Stream>();

Atomics.add(control, READY, 1);
try {
  runPrograms();
} catch (error) {
  if (!(error instanceof BarrierBroken)) {
    leaveFailure(
      memory.buffer,
      failure,
      `thread ${thread} of ${size}: ${error instanceof Error ? error.message : String(error)}`,
    );
    breakBarriers(control);
  }
}

function runPrograms(): void {
  for (let generation = 0; ; ) {
    generation = awaitGeneration(control, generation);
    if (Atomics.load(control, QUIT) === 1) return;
    const program = Atomics.load(control, PROGRAM);
    let stream = streams.get(program);
    if (stream === undefined) {
      stream = read(program);
      streams.set(program, stream);
    }
    const timings = Atomics.load(control, TIMINGS) >>> 0;
    if (timings === 0) runStream(stream, barrier);
    else runStreamTimed(stream, barrier, timesOf(wholeBuffer(), timings, stream.steps.length, thread));
  }
}

function read(program: number): Stream {
  const buffer = wholeBuffer();
  const [tickets = 0, commands = 0, ...places] = new Int32Array(buffer, program, 2 + 2 * size);
  const ints = new Int32Array(buffer, places[2 * thread], places[2 * thread + 1]);
  return decodeStream(ints, new Int32Array(buffer, tickets, commands), kernels, names);
}

/**
 * The memory at its present length. What another thread's growth added is not in this thread's `memory.buffer` until it is
 * told of it, some time later; growing by nothing brings it up to date.
 */
function wholeBuffer(): ArrayBufferLike {
  memory.grow(0);
  return memory.buffer;
}
