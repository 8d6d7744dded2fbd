import { renderConfig } from '../config/render.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { PreparedData } from '../data/prepare.ts';
import { type CreatedRun, createRun } from '../records/create-run.ts';
import { runFiles } from '../train/open-run.ts';

/** Makes the folder of a new training, which knows nothing of searches. @throws UserError when that is not possible. */
export function newRun(runsDir: string, { search: _, ...config }: ExperimentConfig, { summary }: PreparedData): CreatedRun {
  return createRun(runsDir, config.name, runFiles(renderConfig(config), summary));
}
