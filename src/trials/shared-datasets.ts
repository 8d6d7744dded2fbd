import type { Dataset, ImageSet } from '../data/dataset.ts';
import { datasetOptions, loadDataset } from '../data/prepare.ts';
import type { DataConfig } from '../data/section.ts';
import { collectGarbage } from '../train/collect-garbage.ts';
import { shareDataset } from './shared-dataset.ts';

/** A data set that stays in memory until it is given back. */
export interface LentDataset {
  readonly dataset: Dataset;
  giveBack(): void;
}

interface Known {
  readonly dataset: Dataset;
  users: number;
}

/** What data sets that no training uses may take together, in bytes: 256 MiB [ours]. */
const MOST_IDLE = 2 ** 28;

/**
 * The data sets that trials of a study learn from, each read once while it is kept, in memory that all workers see. Kept are those
 * that are lent, the one asked for last, and of the others the last ones, up to `mostIdle` bytes: a search may make its data anew
 * for every trial (`data.noise`).
 */
export class SharedDatasets {
  readonly #mostIdle: number;
  /** Asked for last at the end. */
  readonly #known = new Map<string, Known>();

  constructor(mostIdle = MOST_IDLE) {
    this.#mostIdle = mostIdle;
  }

  /** @throws UserError when the data are missing or broken. */
  get(config: DataConfig): Dataset {
    return this.#find(config).dataset;
  }

  /** The same without its test part, which no search may look at. The fingerprint stays that of the whole. */
  forSearch(config: DataConfig): Dataset {
    return withoutTest(this.get(config));
  }

  /** As `forSearch`, for a training. @throws UserError when the data are missing or broken. */
  lend(config: DataConfig): LentDataset {
    const known = this.#find(config);
    known.users += 1;
    const giveBack = () => {
      known.users -= 1;
      this.#letGo();
    };
    return { dataset: withoutTest(known.dataset), giveBack };
  }

  #find(config: DataConfig): Known {
    const key = JSON.stringify([config.dataset, datasetOptions(config)]);
    const known = this.#known.get(key) ?? { dataset: shareDataset(loadDataset(config)), users: 0 };
    this.#known.delete(key);
    this.#known.set(key, known);
    this.#letGo();
    return known;
  }

  #letGo(): void {
    let idle = 0;
    const kept = this.#known.size;
    for (const [age, [key, { dataset, users }]] of [...this.#known].reverse().entries()) {
      if (users > 0) continue;
      idle += bytesOf(dataset.train) + bytesOf(dataset.test);
      if (age > 0 && idle > this.#mostIdle) this.#known.delete(key);
    }
    // The collector does not count memory that threads share: by itself it would see no reason to run.
    if (this.#known.size < kept) collectGarbage();
  }
}

function withoutTest(dataset: Dataset): Dataset {
  return { ...dataset, test: undefined };
}

function bytesOf(set: ImageSet | undefined): number {
  return set === undefined ? 0 : set.pixels.length + set.labels.length;
}
