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
/** Threads asleep at a barrier, so that the last to arrive knows whether it has to wake somebody. */
const SLEEPING = 6;
/** 0 while all is well; 1 once a thread has failed, which no other will wait for. */
const FAILED = 7;

/** Looks before a waiting thread goes to sleep: some ten to two hundred microseconds, more than threads that run usually differ. */
const SPINS = 20_000;
/** How long a thread sleeps at a barrier before it looks whether it is still worth waiting, in milliseconds. */
const NAP = 10;

/** Thrown at a barrier that will never open: another thread failed, or has shown no sign of life for too long. */
export class BarrierBroken extends Error {
  override readonly name = 'BarrierBroken';
  /** Whether a thread told that it failed; else one is missing. */
  readonly told: boolean;

  constructor(told: boolean) {
    super(told ? 'another thread failed' : 'a thread is missing');
    this.told = told;
  }
}

/**
 * A barrier for `size` threads; each thread makes its own and passes all barriers in the same order.
 * @param patience milliseconds of sleep after which a thread that has not come counts as lost. Counted in naps, not by the
 * clock, so that a process that was stopped for a while does not give up when it goes on.
 * @throws BarrierBroken from the barrier.
 */
export function makeBarrier(control: Control, size: number, patience: number): () => void {
  let target = 0;
  return () => {
    // The counts may wrap around: differences stay right.
    target = (target + size) | 0;
    if (((Atomics.add(control, ARRIVED, 1) + 1) | 0) === target) {
      if (Atomics.load(control, SLEEPING) > 0) Atomics.notify(control, ARRIVED);
      return;
    }
    for (let spins = 0; spins < SPINS; spins++) if (((Atomics.load(control, ARRIVED) - target) | 0) >= 0) return;
    sleepUntil(control, target, patience);
  };
}

function sleepUntil(control: Control, target: number, patience: number): void {
  Atomics.add(control, SLEEPING, 1);
  try {
    for (let slept = 0; ; ) {
      const arrived = Atomics.load(control, ARRIVED);
      if (((arrived - target) | 0) >= 0) return;
      if (Atomics.load(control, FAILED) === 1) throw new BarrierBroken(true);
      if (slept >= patience) throw new BarrierBroken(false);
      if (Atomics.wait(control, ARRIVED, arrived, NAP) === 'timed-out') slept += NAP;
    }
  } finally {
    Atomics.sub(control, SLEEPING, 1);
  }
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

/** Lets every thread that waits at a barrier, or will, know that it waits in vain. */
export function breakBarriers(control: Control): void {
  Atomics.store(control, FAILED, 1);
  Atomics.notify(control, ARRIVED);
}
