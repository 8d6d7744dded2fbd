/** The block of shared numbers by which a thread team agrees. All access is atomic. */
export type Control = Int32Array;

export const CONTROL_INTS = 8;
/** Counts the programs that were started; a worker waits for it to change. */
export const GENERATION = 0;
/** Byte address of the program to run. */
export const PROGRAM = 1;
/** Counts the arrivals at barriers, of all threads. */
const ARRIVED = 2;
/** Counts the workers that have started. */
export const READY = 3;
/** 1 when the workers are to end. */
export const QUIT = 4;
/** Byte address where the threads write down when they did what; 0 when they are not asked to. */
export const TIMINGS = 5;

/** Looks before a waiting thread goes to sleep: some tens of microseconds, more than threads that run usually differ. */
const SPINS = 20_000;
/** How long a thread sleeps at a barrier before it looks again, in milliseconds. */
const NAP = 0.05;

/** A barrier for `size` threads; each thread makes its own and passes all barriers in the same order. */
export function makeBarrier(control: Control, size: number): () => void {
  let target = 0;
  return () => {
    target = (target + size) | 0;
    let arrived = (Atomics.add(control, ARRIVED, 1) + 1) | 0;
    let spins = 0;
    // The count may wrap around: differences stay right.
    while (((arrived - target) | 0) < 0) {
      spins += 1;
      if (spins > SPINS) Atomics.wait(control, ARRIVED, arrived, NAP);
      arrived = Atomics.load(control, ARRIVED);
    }
  };
}

/** Waits until the generation is no longer `seen`. @returns the new one. */
export function awaitGeneration(control: Control, seen: number): number {
  let generation = Atomics.load(control, GENERATION);
  for (let spins = 0; generation === seen; spins++) {
    if (spins > SPINS) Atomics.wait(control, GENERATION, seen);
    generation = Atomics.load(control, GENERATION);
  }
  return generation;
}
