import type { Command as Commander } from 'commander';
import { UserError } from '../base/errors.ts';

/** Options that several commands share, declared and read in one place. */

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
  throw new UserError(`--${name}: there is no "${value}".`, { facts: [['known', choices.join(', ')]] });
}
