import type { Command as Commander } from 'commander';
import type { StringValue } from 'ms';
import { UserError } from '../base/errors.ts';

/** Options that several commands share, declared and read in one place. */

/** What `--threads` may say at most: more than any training here has use for. */
export const THREADS_LIMIT = 64;

export function addRunsOption(command: Commander): void {
  command.option('--runs <dir>', 'the folder where runs are', 'runs');
}

export function addJsonOption(command: Commander): void {
  command.option('--json', 'print exactly one JSON document on stdout');
}

export function addConfigOptions(command: Commander): void {
  command.option('--seed <n>', 'the seed of all randomness (the config key "seed")');
  command.option('--name <name>', 'the name of the run (the config key "name")');
}

export function addThreadsOption(command: Commander): void {
  command.option(
    '--threads <n>',
    'threads of one training; by default what the machine and the network allow (results are the same)',
  );
}

/** `failOn` as the user knows it: `fail-on`. */
function asTyped(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** @throws UserError unless the option is a whole number from 1 to `most`. */
export function countOption(options: Readonly<Record<string, unknown>>, name: string, most: number): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new UserError(`--${asTyped(name)}: expected a whole number from 1 to ${most}, got "${text}".`);
}

export function textOption(options: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws UserError when the option is none of `choices`. */
export function choiceOption<const T extends string>(
  options: Readonly<Record<string, unknown>>,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = textOption(options, name);
  if (value === undefined) return undefined;
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw new UserError(`--${asTyped(name)}: there is no "${value}".`, { facts: [['known', choices.join(', ')]] });
}

/** @throws UserError unless the option is a length of time above zero: `30s`, `1.5m`, `1h`. @returns milliseconds. */
export async function durationOption(options: Readonly<Record<string, unknown>>, name: string): Promise<number | undefined> {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const { default: ms } = await import('ms');
  // A bare number would be milliseconds, which nobody means.
  const value = /[a-z]\s*$/i.test(text) && text.length < 100 ? ms(text as StringValue) : undefined;
  if (value !== undefined && Number.isFinite(value) && value > 0) return value;
  throw new UserError(`--${asTyped(name)}: expected a length of time, such as 30s, 5m or 1h, got "${text}".`);
}
