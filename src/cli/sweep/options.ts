import type { Command as Commander } from 'commander';
import { UserError } from '../../base/errors.ts';
import type { Loaded } from '../../config/load.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import type { Invocation } from '../command.ts';
import { addConfigOptions, addJsonOption, addRunsOption, countOption, durationOption, textOption } from '../options.ts';

/** More trials than anybody has time for, and more workers than machines have cores. */
const MOST_TRIALS = 1_000_000;
export const MOST_WORKERS = 256;

/** What the command line says of a sweep beside the config. */
export interface SweepOptions {
  /** How many trials there shall be in all; undefined: as the config says. */
  readonly trials: number | undefined;
  readonly workers: number | undefined;
  /** Milliseconds. */
  readonly budget: number | undefined;
  /** How many of the best are trained again, and with how many seeds. */
  readonly repeatTop: number;
  readonly seeds: number;
  readonly top: number;
}

export function addSweepOptions(command: Commander): void {
  command.argument('<config>', 'the config file, YAML or JSON, with or without a section "search"');
  command.option('--grid', 'every combination (the sampler "grid")');
  command.option('--random', 'values at random (the sampler "random")');
  command.option('--sampler <name>', 'how trials are chosen (see cnn-run list samplers)');
  command.option('--pruner <name>', 'which trials are stopped early (see cnn-run list pruners)');
  command.option(
    '--space <key=range>',
    'what is searched, any number of times: optimizer.lr=log:1e-4..1e-1, model.0.channels=int:4..32/4, optimizer.weightDecay=0,1e-5,1e-4',
    (value: string, before: readonly string[] = []) => [...before, value],
  );
  command.option('--metric <name>', 'what trials are compared by: valAccuracy or valLoss');
  command.option('--trials <n>', 'how many trials in all; a study that has some already goes on with what is missing');
  command.option('--workers <n>', 'trials at a time, each on one thread; by default one for each core');
  command.option(
    '--budget <time>',
    'be done within this time, such as 10m: as many trials as go into it, unless --trials says fewer',
  );
  command.option('--dry-run', 'print every trial, checked, with the time and the disk space that it would take');
  command.option('--fail-fast', 'stop when a trial fails');
  command.option('--repeat-top <n>', 'train the best n trials again with other seeds, and say which of them can be told apart');
  command.option('--seeds <n>', 'with how many seeds (5)');
  command.option('--top <n>', 'rows of the table of the best trials (10)');
  command.option('--new', 'begin a new study even if there is one of the same config and space');
  command.option('--report', 'write a page about the study at its end (report.html in the study; see cnn-run report)');
  addConfigOptions(command);
  addRunsOption(command);
  addJsonOption(command);
}

/** @throws UserError when an option has a value that it cannot have, or two contradict each other. */
export async function readSweepOptions({ options }: Invocation): Promise<SweepOptions> {
  const chosen = ['grid', 'random', 'sampler'].filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  if (chosen.length > 1) throw new UserError(`${chosen.join(' and ')} contradict each other.`, { hint: 'Give one of them.' });
  const repeatTop = countOption(options, 'repeatTop', MOST_TRIALS) ?? 0;
  const seeds = countOption(options, 'seeds', MOST_TRIALS);
  if (seeds !== undefined && repeatTop === 0) {
    throw new UserError('--seeds says how often the best trials are repeated, but not how many of them.', {
      hint: 'For example: --repeat-top 3 --seeds 5',
    });
  }
  return {
    trials: countOption(options, 'trials', MOST_TRIALS),
    workers: countOption(options, 'workers', MOST_WORKERS),
    budget: await durationOption(options, 'budget'),
    ...{ repeatTop, seeds: seeds ?? 5 },
    top: countOption(options, 'top', MOST_TRIALS) ?? 10,
  };
}

/** @throws UserError when the best trials are to be repeated with other seeds, and the seed is what is searched. */
export function refuseRepeatsOfSeeds({ repeatTop }: SweepOptions, { config, locate }: Loaded<ExperimentConfig>): void {
  if (repeatTop === 0 || config.search?.space.seed === undefined) return;
  throw new UserError('--repeat-top trains the best trials again with other seeds, and the seed is searched itself.', {
    facts: [['seed', locate(['search', 'space', 'seed'])]],
    hint: 'Trials that differ by their seed alone would become the same one: take the seed out of the space, or leave out --repeat-top.',
  });
}

/** What options say of the section `search`, as config overrides, so that they are checked and reported as those are. */
export function searchOverrides({ options, overrides }: Invocation): string[] {
  const sampler = options.grid === true ? 'grid' : options.random === true ? 'random' : textOption(options, 'sampler');
  const pruner = textOption(options, 'pruner');
  const metric = textOption(options, 'metric');
  return [
    ...overrides,
    ...(sampler === undefined ? [] : ['--search.sampler.type', sampler]),
    ...(pruner === undefined ? [] : ['--search.pruner.type', pruner]),
    ...(metric === undefined ? [] : ['--search.metric', metric]),
  ];
}

/** Every `--space` in its order. */
export function spaceTexts({ options }: Invocation): readonly string[] {
  return Array.isArray(options.space) ? options.space.map(String) : [];
}
