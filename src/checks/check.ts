import type { CheckContext } from './context.ts';

/** `inconclusive`: there was not enough time, or not enough data, to tell. */
export type Status = 'pass' | 'warn' | 'fail' | 'inconclusive';

/** What a check found. */
export interface Finding {
  readonly status: Status;
  /** Numbers where the check measures one quantity, else words. */
  readonly expected: number | string;
  readonly measured: number | string;
  /** For people, where the number alone says too little: `2.3026 (log 10)`. */
  readonly expectedText?: string;
  readonly measuredText?: string;
  /** One sentence of what it means. */
  readonly reading?: string;
  /** What to try: an override as it is typed. */
  readonly fix?: string;
  /** The key of the config that it is about. */
  readonly key?: readonly (string | number)[];
  /** Further numbers, for programs. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One check: one file, one line in the registry. */
export interface Check {
  /** camelCase; stays the same for good, since programs read it. */
  readonly id: string;
  /** A few words for the table. */
  readonly title: string;
  /** One line: what is looked at, and why. */
  readonly summary: string;
  /** Whether it trains, which takes a part of the time budget; the others take next to nothing. */
  readonly trains?: boolean;
  /** Only run when asked for. */
  readonly onDemand?: boolean;
  run(context: CheckContext): Finding | Promise<Finding>;
}

export interface CheckResult extends Finding {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
}
