import { float32Text } from '../base/format.ts';
import type { StudyMetric } from '../records/study/description.ts';
import { LossWatch } from '../search/diagnosis.ts';
import { scoreOf } from '../search/score.ts';
import type { EpochResult } from '../train/state.ts';
import type { LoggedEpoch } from './logged-epochs.ts';
import type { TrialTask } from './trial-task.ts';

/** Watches a training, and says when it should not go on, and why. What was decided stays. */
export class Watch {
  readonly #metric: StudyMetric;
  readonly #thresholds: TrialTask['thresholds'];
  readonly #losses: LossWatch | undefined;
  #best = Number.NEGATIVE_INFINITY;
  #epoch = 0;
  #reason: string | undefined;

  /**
   * @param training the loss of a network that knows nothing, and the steps of the whole training.
   * @param epochs and `losses`: what was logged of a training that goes on; the watch comes to the same as if it had gone through.
   */
  constructor(
    { metric, thresholds, diagnosis }: Pick<TrialTask, 'metric' | 'thresholds' | 'diagnosis'>,
    training: { readonly chanceLoss: number; readonly totalSteps: number },
    epochs: readonly LoggedEpoch[],
    losses: readonly number[],
  ) {
    this.#metric = metric;
    this.#thresholds = thresholds;
    if (diagnosis) this.#losses = new LossWatch(training);
    for (const loss of losses) this.step(loss);
    for (const epoch of epochs) this.#endEpoch(epoch[metric]);
  }

  /** Why the training should end here; undefined while it should go on. */
  get reason(): string | undefined {
    return this.#reason;
  }

  step(loss: number): void {
    const reason = this.#losses?.step(loss);
    this.#reason ??= reason;
  }

  epoch(result: EpochResult): void {
    const value = result[this.#metric];
    // As it stands in the log, which is what other trials are compared with.
    if (value !== undefined) this.#endEpoch(Number(float32Text(value)));
  }

  #endEpoch(value: number): void {
    this.#epoch += 1;
    this.#best = Math.max(this.#best, scoreOf(this.#metric, value));
    const threshold = this.#thresholds.find(({ epoch }) => epoch === this.#epoch);
    if (threshold === undefined || this.#best >= threshold.atLeast) return;
    this.#reason ??= `${this.#metric === 'valAccuracy' ? 'validation accuracy' : 'validation loss'} ${Math.abs(this.#best)} is ${threshold.reason}`;
  }
}
