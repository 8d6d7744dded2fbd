import type { DimensionDescription, Params } from '../../records/study/description.ts';
import type { Domain } from './domain.ts';

export interface Dimension {
  readonly key: string;
  readonly domain: Domain;
  readonly when: DimensionDescription['when'];
}

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
  /** All different trials of a finite space in a fixed order, one by one. */
  all(): Iterable<Params>;
  /** The same text for the same hyperparameters. */
  keyOf(params: Params): string;
}
