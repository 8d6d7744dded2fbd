import { type Loaded, loadAs } from '../config/load.ts';
import { type ExperimentConfig, experimentSchema } from '../config/schema.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { Invocation } from './command.ts';
import { textOption } from './options.ts';

/** The config that a command names, with the overrides and options of the command line. */
export async function loadExperiment(file: string, { options, overrides }: Invocation): Promise<Loaded<ExperimentConfig>> {
  return await loadAs(experimentSchema, file, {
    overrides,
    seed: textOption(options, 'seed'),
    name: textOption(options, 'name'),
  });
}

/** The config that a run was made with. */
export async function loadRunConfig(run: RunFolder): Promise<Loaded<ExperimentConfig>> {
  return await loadAs(experimentSchema, run.configPath);
}
