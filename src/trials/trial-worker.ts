import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import { isFileError } from '../base/files.ts';
import { type PreparedData, prepareData } from '../data/prepare.ts';
import { NOTHING_YET } from '../records/study/read-study.ts';
import { collectGarbage } from '../train/collect-garbage.ts';
import { failedTrial } from './failed-trial.ts';
import { trainTrial } from './train-trial.ts';
import type { TrialAnswer, TrialTask, WorkerSettings } from './trial-task.ts';

/** What a worker of the pool runs: one trial after the other. */

const stop = new Int32Array((workerData as WorkerSettings).stop);

/** How much memory networks that are no more may take, in bytes, all workers together: collecting takes as long as some steps of a small network. */
const MOST_GARBAGE = 2 ** 28;
let collectedAt = process.memoryUsage.rss();

/** One data set, divided and normalised in one way or another; trials that differ in nothing of that share it. */
const prepared = new Map<string, PreparedData>();
/** Each has its own positions, while the images are the same. */
const MOST_PREPARED = 4;

export default async function runTask(task: TrialTask): Promise<TrialAnswer> {
  const isStopped = () => Atomics.load(stop, 0) !== 0;
  // Waited for its turn, which does not come.
  if (isStopped()) return { end: NOTHING_YET };
  try {
    const end = await trainTrial(task, preparedFor(task), {
      isInterrupted: isStopped,
      onProgress: (progress) => parentPort?.postMessage(progress),
    });
    letGo();
    return { end };
  } catch (error) {
    // Between threads an error loses what makes it one for the user.
    if (error instanceof UserError && isFileError(error)) return { fault: { headline: error.headline, facts: error.facts } };
    return { end: failedTrial(error) };
  }
}

/** The memory of networks is outside of the heap, and the collector would not hurry. */
function letGo(): void {
  const now = process.memoryUsage.rss();
  // The collector gives memory back a moment after it is done.
  collectedAt = Math.min(collectedAt, now);
  if (now <= collectedAt + MOST_GARBAGE) return;
  collectGarbage();
  collectedAt = process.memoryUsage.rss();
}

function preparedFor({ config, dataset }: TrialTask): PreparedData {
  const key = JSON.stringify([dataset.fingerprint, config.seed, { ...config.data, augment: [] }]);
  const known = prepared.get(key);
  if (known !== undefined) return known;
  // What it still held would stay in memory for all threads.
  if ([...prepared.values()].some((other) => other.dataset.fingerprint !== dataset.fingerprint)) prepared.clear();
  const data = prepareData(config.data, config.seed, dataset);
  const [oldest] = prepared.keys();
  if (prepared.size >= MOST_PREPARED && oldest !== undefined) prepared.delete(oldest);
  prepared.set(key, data);
  return data;
}
