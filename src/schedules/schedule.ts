import type { Entry } from '../base/registry.ts';

/** The learning rate of a step, steps counted from 0. A pure function: the same step always has the same rate. */
export type Schedule = (step: number) => number;

/** What a schedule has to know of the training. */
export interface ScheduleContext {
  /** The learning rate that the optimizer names. */
  readonly baseRate: number;
  /** Steps that the schedule covers, at least 1. Later ones may be asked for too; what falls to an end stays there. */
  readonly totalSteps: number;
  /** Steps in an epoch, at least 1. */
  readonly stepsPerEpoch: number;
}

/** A schedule that a config can name. `O` is what its option schema gives. */
export interface ScheduleEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** `options` have passed the entry's schema. */
  create(options: O, context: ScheduleContext): Schedule;
}
