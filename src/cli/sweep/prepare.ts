import type { Loaded } from '../../config/load.ts';
import { renderConfig } from '../../config/render.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { type PreparedData, prepareData } from '../../data/prepare.ts';
import { type Plan, planOf } from '../../train/experiment.ts';
import type { TrialConfigs } from '../../trials/objective.ts';
import { SharedDatasets } from '../../trials/shared-datasets.ts';
import { requireValidation } from '../../trials/validation-part.ts';

/** What every search of a config begins with. */
export interface PreparedSearch {
  readonly config: ExperimentConfig;
  readonly datasets: SharedDatasets;
  /** Divided and normalised as the config says. */
  readonly data: PreparedData;
  readonly plan: Plan;
  readonly configs: TrialConfigs<ExperimentConfig>;
}

/** Reads the data. @throws UserError when they cannot be read, or there is no validation part to go by. */
export function prepareSearch(loaded: Loaded<ExperimentConfig>): PreparedSearch {
  const { config, locate } = loaded;
  const datasets = new SharedDatasets();
  const data = prepareData(config.data, config.seed, datasets.get(config.data));
  const said = `${config.data.split.validation}   ${locate(['data', 'split', 'validation'])}`;
  requireValidation(data, said);
  return {
    ...{ config, datasets, data, plan: planOf(config.train, data.train.indices.length) },
    configs: { variant: (params) => loaded.variant(params), render: renderConfig },
  };
}
