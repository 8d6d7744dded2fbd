import type { DomainDescription, ParamValue } from '../../records/study/description.ts';

/** The values of one hyperparameter as samplers see them: a map from the unit interval, on the scale that suits it. */
export interface Domain {
  readonly description: DomainDescription;
  /** Whether values that are near in the unit interval behave alike; a choice has no order. */
  readonly isOrdered: boolean;
  /** How many different values there are; Infinity for real numbers. */
  readonly size: number;
  /** The value at `u`, which is in [0, 1]; each of finitely many values has an equal part of the interval (a log integer or a quantised logarithm: a part in proportion). */
  fromUnit(u: number): ParamValue;
  /** Where a value is found: the middle of its part. `fromUnit(toUnit(v))` is v. */
  toUnit(value: ParamValue): number;
  /** At most `points` values spread evenly over the range on its scale, both ends included, ascending, no value twice; all values of a choice. */
  grid(points: number): readonly ParamValue[];
}
