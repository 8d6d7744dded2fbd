import { join } from 'node:path';
import { removeFolder } from '../base/files.ts';
import type { StudyMetric } from '../records/study/description.ts';
import { rankTrials, resultOf } from '../records/study/ranking.ts';
import type { StudyFolder } from '../records/study/study-folder.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';

/** Keeps the checkpoints of the best trials, and removes those of the others: a study of thousands would fill a disk. Their logs stay. */
export class BestCheckpoints {
  readonly #folder: StudyFolder;
  readonly #metric: StudyMetric;
  readonly #most: number;
  #kept: readonly TrialRecord[] = [];

  constructor(folder: StudyFolder, metric: StudyMetric, most: number) {
    this.#folder = folder;
    this.#metric = metric;
    this.#most = most;
  }

  /** To be told of every trial that has ended, in whatever order. */
  add(trial: TrialRecord): void {
    const withResult = [...this.#kept, trial].filter((one) => resultOf(one, this.#metric) !== undefined);
    const ranked = rankTrials(withResult, this.#metric).slice(0, this.#most);
    for (const { run } of [...this.#kept, trial].filter((one) => !ranked.includes(one))) {
      removeFolder(join(this.#folder.path, run, 'checkpoints'));
    }
    this.#kept = ranked;
  }
}
