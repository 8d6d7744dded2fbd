/**
 * Errors that a user can act on. Everything thrown for bad input is a `UserError`; any other exception that reaches
 * the command line is our bug (exit code 70, with a stack).
 */

/** A labelled fact under the headline of an error, for example `['input', '[64, 3, 32, 32]   (N, C, H, W)']`. */
export type Fact = readonly [label: string, value: string];

export interface UserErrorOptions {
  /** What was given and what was expected, one aligned line each. */
  readonly facts?: readonly Fact[];
  /** What to do about it: one sentence, printed last. */
  readonly hint?: string;
  /** 2: bad usage, config or data (the default). 1: a check failed or a threshold was not reached. */
  readonly exitCode?: 1 | 2;
  readonly cause?: unknown;
}

/** Bad usage, config or data. The message printed is the headline, the facts aligned below it, then the hint. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly hint: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(headline: string, options: UserErrorOptions = {}) {
    super(layOut(headline, options.facts ?? [], options.hint), { cause: options.cause });
    this.headline = headline;
    this.facts = options.facts ?? [];
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }

  /** The same error with more facts, for a caller that knows where it happened (which layer, which config line). */
  with(facts: readonly Fact[]): UserError {
    return new UserError(this.headline, {
      facts: [...this.facts, ...facts],
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      exitCode: this.exitCode,
      cause: this.cause,
    });
  }
}

/** A broken promise inside the program: never the user's fault. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

function layOut(headline: string, facts: readonly Fact[], hint: string | undefined): string {
  const width = Math.max(0, ...facts.map(([label]) => label.length));
  const lines = facts.map(
    ([label, value]) => `  ${label.padEnd(width)}   ${value.replaceAll('\n', `\n${' '.repeat(width + 5)}`)}`,
  );
  return [headline, ...lines, ...(hint === undefined ? [] : [`  ${hint}`])].join('\n');
}

/** The code of a Node.js system error (`ENOENT`, `EACCES`, ...), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
