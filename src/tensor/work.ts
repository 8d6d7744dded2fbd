/** How the work of one kernel call can be divided: `units` pieces of output, cut at whole multiples of `grain`. */
export interface Work {
  readonly units: number;
  readonly grain: number;
  /** The fewest units that are worth a part of their own; one grain by default. */
  readonly least?: number;
  /**
   * Parts for each thread. Threads take parts as they get on, so that several even out what delays one of them; one, for
   * kernels that do some of their work again in every part. 3 by default.
   */
  readonly partsPerThread?: number;
}

/**
 * The fewest bytes that a part should read and write: three microseconds at the speed of the memory, some ten times what
 * the barrier costs that a divided kernel needs.
 */
const LEAST_BYTES = 65_536;

/** Floats of a cache line: two threads should not write to the same one. */
const LINE = 16;

/** Work that one thread does alone. */
export const UNDIVIDED: Work = { units: 1, grain: 1 };

/** The work of a kernel that passes once over memory, `bytesPerUnit` read and written for each of `units`. */
export function pass(units: number, bytesPerUnit: number, grain = 1): Work {
  return { units, grain, least: LEAST_BYTES / bytesPerUnit };
}

/** The work of a kernel that passes over arrays of `floats` float32, `arrays` of them side by side. */
export function passOverFloats(floats: number, arrays: number): Work {
  return pass(floats, 4 * arrays, LINE);
}

/**
 * Ranges of units for `size` threads, as even as the grain allows; a single one where there is too little to divide. The
 * larger ones come first: threads take ranges in their order, and a large one at the end would keep the others waiting.
 */
export function rangesOf(
  { units, grain, least = grain, partsPerThread = 3 }: Work,
  size: number,
): readonly (readonly [from: number, to: number])[] {
  const grains = Math.ceil(units / grain);
  const worthwhile = Math.floor(grains / Math.ceil(least / grain));
  const parts = Math.max(1, Math.min(size * partsPerThread, worthwhile));
  const whole = Math.floor(grains / parts);
  const larger = grains % parts;
  const start = (part: number) => Math.min(units, (part * whole + Math.min(part, larger)) * grain);
  return Array.from({ length: parts }, (_, i) => [start(i), start(i + 1)]);
}
