import type { Command as Commander } from 'commander';

/** What a command is given when it runs. */
export interface Invocation {
  /** Its positional arguments, as declared; those not given are undefined. */
  readonly arguments: readonly (string | undefined)[];
  /** The positional arguments as they were typed, for a command that takes any number of them. */
  readonly words: readonly string[];
  /** Its options by camelCase name. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Config overrides of the command line, `--dotted.key value`, as `splitArguments` hands them out. */
  readonly overrides: readonly string[];
}

/** One command of the program: one file, one line in the registry. */
export interface Command {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Whether config overrides mean something to it. */
  readonly takesOverrides: boolean;
  /** Declares arguments and options. */
  configure(command: Commander): void;
  /** @returns the exit code: 0 done, 1 a check failed, 130 / 143 interrupted. Errors are thrown. */
  run(invocation: Invocation): Promise<number>;
}
