import type { Dataset } from '../data/dataset.ts';
import { datasetOptions, loadDataset } from '../data/prepare.ts';
import type { DataConfig } from '../data/section.ts';
import { shareDataset } from './shared-dataset.ts';

/** The data sets that trials of a study learn from, each read once, in memory that all workers see. */
export class SharedDatasets {
  readonly #loaded = new Map<string, Dataset>();

  /** @throws UserError when the data are missing or broken. */
  get(config: DataConfig): Dataset {
    const key = JSON.stringify([config.dataset, datasetOptions(config)]);
    const known = this.#loaded.get(key) ?? shareDataset(loadDataset(config));
    this.#loaded.set(key, known);
    return known;
  }

  /** The same without its test part, which no search may look at. The fingerprint stays that of the whole. */
  forSearch(config: DataConfig): Dataset {
    return { ...this.get(config), test: undefined };
  }
}
