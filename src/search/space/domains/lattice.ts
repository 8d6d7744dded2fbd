import type { DomainDescription } from '../../../records/study/description.ts';
import type { Domain } from '../domain.ts';
import { linearScale, logScale } from '../scale.ts';
import { evenly } from './real.ts';

type Range = DomainDescription & { readonly low: number; readonly high: number };

interface Lattice {
  readonly step: number;
  readonly isLog: boolean;
}

/** `low`, `low + step`, `low + 2 step`, ... up to `high`. */
export function latticeDomain(description: Range, { step, isLog }: Lattice): Domain {
  const { low, high } = description;
  const isWhole = [low, high, step].every(Number.isInteger);
  // A step of 0.1 divides a range of 1 only nearly.
  const size = Math.floor((high - low) / step + (isWhole ? 0 : 1e-9)) + 1;
  // Steps that are not whole accumulate errors, which twelve digits are free of: 0.3, and not 0.30000000000000004.
  const at = (k: number): number => {
    if (isWhole || k === 0) return low + k * step;
    return Math.min(high, Number((low + k * step).toPrecision(12)));
  };
  const nearest = (value: number): number => Math.min(size - 1, Math.max(0, Math.round((value - low) / step)));
  const parts = isLog ? logParts(low, at(size - 1), step) : equalParts(size);
  const ends = (isLog ? logScale : linearScale)(low, at(size - 1));
  const fromUnit = (u: number): number => at(isLog ? nearest(parts.at(u)) : Math.min(size - 1, Math.floor(parts.at(u))));
  return {
    description,
    isOrdered: true,
    size,
    fromUnit,
    toUnit(value) {
      const k = nearest(Number(value));
      return isLog ? (parts.of(at(k) - step / 2) + parts.of(at(k) + step / 2)) / 2 : parts.of(k + 0.5);
    },
    has: (value) => typeof value === 'number' && at(nearest(value)) === value,
    grid(points) {
      if (points >= size) return [...this.values()];
      return [...new Set(evenly(points).map((u) => at(nearest(ends.at(u)))))];
    },
    *values() {
      for (let k = 0; k < size; k++) yield at(k);
    },
  };
}

const equalParts = (size: number) => linearScale(0, size);

/**
 * Each value has the part from half a step below it to half a step above. Below the first there may be nothing above zero: its
 * part reaches down by the factor by which it reaches up, so that its middle is the value itself.
 */
function logParts(low: number, last: number, step: number) {
  const lowest = (low * low) / (low + step / 2);
  const scale = logScale(lowest, last + step / 2);
  return { at: scale.at, of: (value: number): number => scale.of(Math.max(lowest, value)) };
}
