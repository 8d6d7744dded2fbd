import { UserError } from '../../base/errors.ts';
import type { Loaded } from '../../config/load.ts';
import { renderConfig } from '../../config/render.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { type PreparedData, prepareData } from '../../data/prepare.ts';
import { type Plan, planOf } from '../../train/experiment.ts';
import type { TrialConfigs } from '../../trials/objective.ts';
import { SharedDatasets } from '../../trials/shared-datasets.ts';

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
  if (data.validation === undefined) {
    throw new UserError('A search goes by the validation part, and there is none.', {
      facts: [['data.split.validation', `0   ${locate(['data', 'split', 'validation'])}`]],
      hint: 'Set data.split.validation above 0 (0.1 takes a tenth of the training images).',
    });
  }
  return {
    ...{ config, datasets, data, plan: planOf(config.train, data.train.indices.length) },
    configs: { variant: (params) => loaded.variant(params), render: renderConfig },
  };
}
