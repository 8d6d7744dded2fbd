/**
 * The machine's monotonic clock in milliseconds, with fractions down to some tens of nanoseconds: of any two readings, on
 * whichever threads of the process, the later one is the higher. Only differences mean something.
 */
export function clock(): number {
  return performance.now() + origin;
}

/** The time that one reading of the clock takes, in milliseconds: what stands between two readings that follow each other. */
export function costOfClock(): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = clock();
    for (let i = 1; i < READINGS; i++) clock();
    best = Math.min(best, (clock() - began) / READINGS);
  }
  return best;
}

const ROUNDS = 20;
const READINGS = 500;

/** Where `performance.now` begins to count may differ from thread to thread; `process.hrtime` is the same for all, but slower. */
const origin = originOfThisThread();

function originOfThisThread(): number {
  let best = { width: Number.POSITIVE_INFINITY, origin: 0 };
  for (let i = 0; i < ROUNDS; i++) {
    const before = performance.now();
    const [seconds, nanoseconds] = process.hrtime();
    const after = performance.now();
    const width = after - before;
    if (width < best.width) best = { width, origin: seconds * 1e3 + nanoseconds / 1e6 - (before + after) / 2 };
  }
  return best.origin;
}
