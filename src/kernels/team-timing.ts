import { clock } from '../base/clock.ts';
import { runParts, type Stream } from './team-stream.ts';

/**
 * When the calls of a program ran, for each thread that took part, the calling one first: `TIMES` readings of the clock for
 * each call (see `base/clock.ts`). The arrays are written again by the next timed run of the program.
 */
export type Timings = readonly Float64Array[];

/** Readings for each call and thread: BEGAN, ENDED and RELEASED. */
export const TIMES = 3;
export const BEGAN = 0;
/** The same as BEGAN when the thread had no share in the call. */
export const ENDED = 1;
/** When the other threads were done too, where the program waits for them; else the same as ENDED. Of the calling thread only. */
export const RELEASED = 2;

/** Runs calls one after the other on this thread. */
export function timeCalls(calls: readonly (() => unknown)[]): Timings {
  const times = new Float64Array(TIMES * calls.length);
  for (let i = 0; i < calls.length; i++) {
    times[TIMES * i + BEGAN] = clock();
    calls[i]?.();
    times[TIMES * i + ENDED] = clock();
    times[TIMES * i + RELEASED] = times[TIMES * i + ENDED] as number;
  }
  return [times];
}

/** As `runStream`, and writes down into `times` when it did what. */
export function runStreamTimed(stream: Stream, barrier: () => void, times: Float64Array): void {
  for (let i = 0; i < stream.steps.length; i++) {
    const began = clock();
    const ended = runParts(stream, i) ? clock() : began;
    // Before the barrier: behind the last one the calling thread reads them.
    times[TIMES * i + BEGAN] = began;
    times[TIMES * i + ENDED] = ended;
    const wait = stream.steps[i]?.barrier === true;
    if (wait) barrier();
    times[TIMES * i + RELEASED] = wait ? clock() : ended;
  }
}

/** Bytes of shared memory for the times of a program of so many calls on `threads` threads. */
export function timingBytes(calls: number, threads: number): number {
  return Float64Array.BYTES_PER_ELEMENT * TIMES * calls * threads;
}

/** One thread's part of that memory. */
export function timesOf(buffer: ArrayBufferLike, address: number, calls: number, thread: number): Float64Array {
  return new Float64Array(buffer, address + timingBytes(calls, thread), TIMES * calls);
}
