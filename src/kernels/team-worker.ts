/** The life of one worker of a thread team: wait for a program, run one's part of it, wait again. */
import { workerData } from 'node:worker_threads';
import { awaitGeneration, CONTROL_INTS, type Control, makeBarrier, PROGRAM, QUIT, READY, TIMINGS } from './team-control.ts';
import { decodeStream, runStream, type Stream } from './team-stream.ts';
import { runStreamTimed, timesOf } from './team-timing.ts';

interface Assignment {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** Byte address of the control block. */
  readonly control: number;
  /** This thread's number, from 1; the caller of programs is 0. */
  readonly thread: number;
  readonly size: number;
}

const { memory, module, control: address, thread, size } = workerData as Assignment;
const control: Control = new Int32Array(memory.buffer, address, CONTROL_INTS);
const kernels = new WebAssembly.Instance(module, { env: { memory, abort: () => {} } }).exports;
const names = Object.keys(kernels);
const barrier = makeBarrier(control, size);
const streams = new Map<number, Stream>();

let generation = 0;
Atomics.add(control, READY, 1);
for (;;) {
  generation = awaitGeneration(control, generation);
  if (Atomics.load(control, QUIT) === 1) break;
  const program = Atomics.load(control, PROGRAM);
  let stream = streams.get(program);
  if (stream === undefined) {
    stream = read(program);
    streams.set(program, stream);
  }
  const timings = Atomics.load(control, TIMINGS) >>> 0;
  if (timings === 0) runStream(stream, barrier);
  else runStreamTimed(stream, barrier, timesOf(memory.buffer, timings, stream.steps.length, thread));
}

function read(program: number): Stream {
  const [tickets = 0, commands = 0, ...places] = new Int32Array(memory.buffer, program, 2 + 2 * size);
  const ints = new Int32Array(memory.buffer, places[2 * thread], places[2 * thread + 1]);
  return decodeStream(ints, new Int32Array(memory.buffer, tickets, commands), kernels, names);
}
