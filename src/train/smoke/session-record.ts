import type { CheckpointKind } from '../../records/run-folder.ts';
import type { EpochResult } from '../state.ts';
import type { EpochTiming, TrainingHooks } from '../trainer.ts';

/** What a session did and how long it took, told by its hooks. */
export class SessionRecord {
  readonly steps: { readonly images: number; readonly loss: number; readonly seconds: number }[] = [];
  readonly epochs: (EpochResult & EpochTiming)[] = [];
  readonly checkpoints: { readonly kind: CheckpointKind; readonly seconds: number }[] = [];
  readonly hooks: TrainingHooks;
  #step = 0;
  #before = { images: 0, seconds: 0 };

  /** @param isInterrupted is asked with the number of the last step, counted from 1. */
  constructor(isInterrupted: (step: number) => boolean) {
    this.hooks = {
      onStep: ({ step, images, seconds, loss }) => {
        this.#step = step;
        this.steps.push({ images: images - this.#before.images, seconds: seconds - this.#before.seconds, loss });
        this.#before = { images, seconds };
      },
      onEpoch: (result, timing) => void this.epochs.push({ ...result, ...timing }),
      onCheckpoint: (kind, seconds) => void this.checkpoints.push({ kind, seconds }),
      isInterrupted: () => isInterrupted(this.#step),
    };
  }

  get trainSeconds(): number {
    return sumOf(this.steps);
  }

  get evaluationSeconds(): number {
    return this.epochs.reduce((sum, { evaluationSeconds }) => sum + evaluationSeconds, 0);
  }

  get checkpointSeconds(): number {
    return sumOf(this.checkpoints);
  }
}

function sumOf(list: readonly { readonly seconds: number }[]): number {
  return list.reduce((sum, { seconds }) => sum + seconds, 0);
}
