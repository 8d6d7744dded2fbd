import type { Params } from '../records/study/description.ts';
import type { StudyFolder } from '../records/study/study-folder.ts';
import type { TrialEnd } from '../records/study/trial-record.ts';
import type { SearchSettings } from '../search/plan.ts';
import type { PruningThreshold } from '../search/pruners/pruner.ts';
import type { Objective } from '../search/study.ts';
import type { ExperimentConfig } from '../train/experiment.ts';
import { failedWithoutData } from './failed-trial.ts';
import type { LentDataset, SharedDatasets } from './shared-datasets.ts';
import type { TrialPool } from './trial-pool.ts';

/** How the config of a trial is made, and written. Handed in by who knows configs. */
export interface TrialConfigs<Config extends ExperimentConfig = ExperimentConfig> {
  /** @throws UserError when the values make no config. */
  variant(params: Params): Config;
  render(config: Config): string;
}

export interface ObjectiveOptions<Config extends ExperimentConfig> {
  readonly folder: StudyFolder;
  readonly pool: TrialPool;
  readonly datasets: SharedDatasets;
  readonly configs: TrialConfigs<Config>;
  readonly settings: Pick<SearchSettings, 'metric' | 'diagnosis'>;
}

/** Trains the trials of a study on the workers of a pool. */
export function trialObjective<Config extends ExperimentConfig>(options: ObjectiveOptions<Config>): Objective {
  return ({ params, run, thresholds }) => trainOnPool(options, params, run, thresholds);
}

/** Trains one config of a study in the run folder that is named. Values that make no config or no data are a trial that has failed. */
export async function trainOnPool<Config extends ExperimentConfig>(
  { folder, pool, datasets, configs, settings }: ObjectiveOptions<Config>,
  params: Params,
  run: string,
  thresholds: readonly PruningThreshold[],
): Promise<TrialEnd> {
  let config: Config;
  let lent: LentDataset;
  try {
    config = configs.variant(params);
    lent = datasets.lend(config.data);
  } catch (error) {
    return failedWithoutData(error);
  }
  try {
    return await pool.train({
      ...{ id: run, config, thresholds, configText: configs.render(config) },
      ...{ dataset: lent.dataset, path: folder.run(run).path },
      ...{ metric: settings.metric, diagnosis: settings.diagnosis },
    });
  } finally {
    lent.giveBack();
  }
}
