import { type Loaded, loadAs } from '../config/load.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { schemaFor } from '../config/schema-for.ts';
import { prepareData } from '../data/prepare.ts';
import type { RunFolder } from '../records/run-folder.ts';
import { buildExperiment, type Experiment, type ExperimentConfig as TrainableConfig } from '../train/experiment.ts';
import type { Invocation } from './command.ts';
import { countOption, THREADS_LIMIT, textOption } from './options.ts';

/** The config that a command names, with the overrides and options of the command line. @param space what `--space` says, if the command knows it */
export async function loadExperiment(
  file: string,
  { options, overrides }: Pick<Invocation, 'options' | 'overrides'>,
  space: readonly string[] = [],
): Promise<Loaded<ExperimentConfig>> {
  return await loadAs(schemaFor, file, {
    ...{ overrides, space },
    seed: textOption(options, 'seed'),
    name: textOption(options, 'name'),
  });
}

/** A config, and how experiments of it and of its variants are built: all on the same data, which are read once. */
export interface ExperimentFamily {
  readonly loaded: Loaded<ExperimentConfig>;
  readonly build: (variant: TrainableConfig) => Experiment;
}

/** @throws UserError when the config or the data cannot be read. */
export async function loadFamily(invocation: Invocation): Promise<ExperimentFamily> {
  const [file = ''] = invocation.arguments;
  const loaded = await loadExperiment(file, invocation);
  const { config, locate } = loaded;
  const threads = countOption(invocation.options, 'threads', THREADS_LIMIT);
  const data = prepareData(config.data, config.seed);
  return { loaded, build: (variant) => buildExperiment(variant, { locate, threads, data }) };
}

/** The config that a run was made with. */
export async function loadRunConfig(run: RunFolder): Promise<Loaded<ExperimentConfig>> {
  return await loadAs(schemaFor, run.configPath);
}
