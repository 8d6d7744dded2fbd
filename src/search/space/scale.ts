import { exactExp, exactLog } from '../../base/exact-math.ts';

/** A map from the unit interval to a range of numbers, exact at both ends, and back. */
export interface Scale {
  /** The number at `u`, which is in [0, 1]. */
  at(u: number): number;
  /** Where a number of the range is. */
  of(value: number): number;
}

export function linearScale(low: number, high: number): Scale {
  return {
    // In this form 0 and 1 give exactly low and high, and nothing comes out beyond them.
    at: (u) => Math.min(high, Math.max(low, low * (1 - u) + high * u)),
    of: (value) => (value - low) / (high - low),
  };
}

/** Equal steps in u are equal factors. @param low is above zero. */
export function logScale(low: number, high: number): Scale {
  const logLow = exactLog(low);
  const width = exactLog(high) - logLow;
  return {
    at(u) {
      // The exponential of the logarithm may be off by a bit.
      if (u <= 0) return low;
      return u >= 1 ? high : Math.min(high, Math.max(low, exactExp(logLow + u * width)));
    },
    of: (value) => (exactLog(value) - logLow) / width,
  };
}
