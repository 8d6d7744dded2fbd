/** What a study says of itself in the first line of its journal: plain data, so that whoever reads the journal needs nothing else. */

/** What a config can say under a key. */
export type ParamValue = string | number | boolean | null | readonly ParamValue[] | { readonly [key: string]: ParamValue };

/** Values of hyperparameters by dotted key, in the order of the space; one whose condition is not met is absent. */
export type Params = Readonly<Record<string, ParamValue>>;

/** The values that a hyperparameter may take. */
export type DomainDescription =
  /** One of a list, in no order. */
  | { readonly type: 'choice'; readonly values: readonly ParamValue[] }
  /** Any number from `low` to `high`, both included, or, with a step, `low`, `low + step`, ... */
  | { readonly type: 'uniform'; readonly low: number; readonly high: number; readonly step?: number | undefined }
  /** Its logarithm is uniform; with a step, rounded to multiples of the step above `low`. */
  | { readonly type: 'logUniform'; readonly low: number; readonly high: number; readonly step?: number | undefined }
  /** Whole numbers; `log`: their logarithm is uniform. */
  | {
      readonly type: 'integer';
      readonly low: number;
      readonly high: number;
      readonly step?: number | undefined;
      readonly log?: boolean | undefined;
    };

/** One hyperparameter of a search space. */
export type DimensionDescription = DomainDescription & {
  /** The dotted key of the config: `optimizer.lr`, `model.0.channels`. */
  readonly key: string;
  /** Only where these hyperparameters, which stand before it in the space, have one of these values each. */
  readonly when?: Readonly<Record<string, readonly ParamValue[]>> | undefined;
};

/** A member of a registry by its name, with its options. */
export interface ChosenMember {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** What a study goes by. */
export type StudyMetric = 'valAccuracy' | 'valLoss';
