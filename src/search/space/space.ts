import { InternalError } from '../../base/errors.ts';
import type { DimensionDescription, Params, ParamValue } from '../../records/study/description.ts';
import { createDimension, type Dimension } from './dimension.ts';
import { valueKey } from './param-value.ts';
import { countTrials } from './size.ts';

/** A search space: hyperparameters with their values, as a unit cube with a side for each. */
export interface Space {
  readonly dimensions: readonly Dimension[];
  /** How many different trials there are, conditions counted; Infinity when a value is a real number. */
  readonly size: number;
  /** The hyperparameters at a point of the unit cube, a coordinate in [0, 1] for each dimension; those whose condition is not met are left out. */
  decode(point: readonly number[]): Params;
  /** The inverse; undefined where a hyperparameter is absent. */
  encode(params: Params): readonly (number | undefined)[];
  /** Every combination of the values of `grid(points)` of each dimension, the last dimension changing fastest, conditions counted. */
  grid(points: number): readonly Params[];
  /** All different trials of a finite space in a fixed order (that of a grid), one by one. */
  all(): Iterable<Params>;
  /** The same text for the same hyperparameters. */
  keyOf(params: Params): string;
}

/**
 * The space of these hyperparameters, which stand in an order in which conditions look back only. Descriptions of a config have
 * been checked by the section's schema.
 */
export function createSpace(descriptions: readonly DimensionDescription[]): Space {
  const dimensions = descriptions.map(createDimension);
  return {
    dimensions,
    size: countTrials(dimensions),
    decode(point) {
      const params: Record<string, ParamValue> = {};
      for (const [i, { key, domain, isMet }] of dimensions.entries()) {
        const u = point[i];
        if (u === undefined) throw new InternalError(`the space has ${dimensions.length} sides, the point ${point.length}`);
        if (isMet(params)) params[key] = domain.fromUnit(u);
      }
      return params;
    },
    encode: (params) =>
      dimensions.map(({ key, domain }) => {
        const value = params[key];
        return value === undefined ? undefined : domain.toUnit(value);
      }),
    grid: (points) => [...combinations(dimensions, ({ domain }) => domain.grid(points))],
    all: () => combinations(dimensions, ({ domain }) => domain.values()),
    keyOf: (params) =>
      dimensions.flatMap(({ key }) => (params[key] === undefined ? [] : [`${key}=${valueKey(params[key])}`])).join(' '),
  };
}

/** Every combination of values, the last dimension changing fastest; a dimension takes part where its condition is met. */
function* combinations(
  dimensions: readonly Dimension[],
  valuesOf: (dimension: Dimension) => Iterable<ParamValue>,
  before: Params = {},
): Generator<Params> {
  const [dimension, ...others] = dimensions;
  if (dimension === undefined) yield before;
  else if (!dimension.isMet(before)) yield* combinations(others, valuesOf, before);
  else for (const value of valuesOf(dimension)) yield* combinations(others, valuesOf, { ...before, [dimension.key]: value });
}
