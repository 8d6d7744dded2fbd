import type { Entry } from '../../base/registry.ts';
import type { DomainDescription, ParamValue } from '../../records/study/description.ts';

/** The values of one hyperparameter as samplers see them: a map from the unit interval, on the scale that suits it. */
export interface Domain {
  readonly description: DomainDescription;
  /** Whether values that are near in the unit interval behave alike; a choice has no order. */
  readonly isOrdered: boolean;
  /** How many different values there are; Infinity for real numbers. */
  readonly size: number;
  /**
   * The value at `u`, which is in [0, 1]; 0 is the first and 1 the last value. Each of finitely many values has an equal part of
   * the interval; on a logarithmic scale a part in proportion.
   */
  fromUnit(u: number): ParamValue;
  /**
   * Where a value is found: the middle of its part. `fromUnit(toUnit(v))` is v for every v that `fromUnit` gives. A number beyond
   * the range is at its end.
   * @throws InternalError when a choice has no such value.
   */
  toUnit(value: ParamValue): number;
  /** Whether the value is one of these. */
  has(value: ParamValue): boolean;
  /** At most `points` values spread evenly over the range on its scale, both ends included, ascending, no value twice; all values of a choice. */
  grid(points: number): readonly ParamValue[];
  /** All values of a finite domain, in order, one by one. */
  values(): Iterable<ParamValue>;
}

/** A kind of domain: one file and one line in the registry. `O` is what its option schema gives. */
export interface DomainEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** `options` have passed the entry's schema. */
  create(options: O): Domain;
}
