import type { Params } from '../../records/study/description.ts';
import type { Dimension } from './dimension.ts';
import { valueKey } from './param-value.ts';

/**
 * How many different trials there are. Only the values that conditions ask for are gone through: all others of a dimension have
 * the same dimensions behind them.
 */
export function countTrials(dimensions: readonly Dimension[]): number {
  const asked = dimensions.map(({ key, domain }) => askedOf(key, dimensions).filter((value) => domain.has(value)));
  const known = new Map<string, number>();
  const countFrom = (i: number, all: Params): number => {
    const dimension = dimensions[i];
    if (dimension === undefined) return 1;
    const before = askedFrom(i, dimensions, all);
    const state = `${i} ${valueKey(before)}`;
    const found = known.get(state);
    if (found !== undefined) return found;
    const { key, domain, isMet } = dimension;
    let count: number;
    if (!isMet(before)) count = countFrom(i + 1, before);
    else {
      const values = asked[i] ?? [];
      const rest = domain.size - values.length;
      count = rest === 0 ? 0 : rest * countFrom(i + 1, before);
      for (const value of values) count += countFrom(i + 1, { ...before, [key]: value });
    }
    known.set(state, count);
    return count;
  };
  return countFrom(0, {});
}

/** The values of a hyperparameter that the conditions of others ask for, each once. */
function askedOf(key: string, dimensions: readonly Dimension[]) {
  const values = dimensions.flatMap(({ when }) => when?.[key] ?? []);
  return [...new Map(values.map((value) => [valueKey(value), value])).values()];
}

/** Those hyperparameters that the conditions of the dimensions from the i-th on ask for. */
function askedFrom(i: number, dimensions: readonly Dimension[], params: Params): Params {
  const later = dimensions.slice(i);
  return Object.fromEntries(Object.entries(params).filter(([key]) => later.some(({ when }) => when?.[key] !== undefined)));
}
