import { allowedCores } from './cores.mjs';
import { measureCeiling, measureProgramStart, measureTraining } from './own.mjs';

/** Kinds of those that are measured; of the members of a kind the best of a round counts. */
export const GROUPS = {
  own: 'cnn-run',
  start: 'start',
  ceiling: 'ceiling',
  torch: 'PyTorch',
  torchAvx2: 'PyTorch AVX2',
  npm: 'npm',
};
export const PEERS = [GROUPS.torch, GROUPS.torchAvx2, GROUPS.npm];

const CEILING_SECONDS = 0.2;
const always = () => Number.POSITIVE_INFINITY;

/** cnn-run at each number of threads, what the machine can do at most, and the start of the program. */
export function ownContenders(threads, timing) {
  return [
    ...threads.flatMap((count) => [
      trainingContender(count, timing),
      {
        label: 'multiply-adds',
        group: GROUPS.ceiling,
        threads: count,
        rounds: always,
        measure: () => measureCeiling(count, Math.min(CEILING_SECONDS, timing.seconds)),
      },
    ]),
    {
      label: 'cnn-run train',
      group: GROUPS.start,
      threads: threads[0],
      rounds: always,
      // It chooses its threads itself.
      cores: allowedCores.length,
      measure: ({ config }) => measureProgramStart(config),
    },
  ];
}

/** The training steps of cnn-run on so many threads. */
export function trainingContender(threads, timing) {
  return {
    label: 'cnn-run',
    group: GROUPS.own,
    threads,
    rounds: always,
    measure: ({ config }) => measureTraining(config, threads, timing),
  };
}
