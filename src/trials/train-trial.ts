import { UserError } from '../base/errors.ts';
import { isFileError } from '../base/files.ts';
import type { PreparedData } from '../data/prepare.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { TrialEnd } from '../records/study/trial-record.ts';
import { scoreOf } from '../search/score.ts';
import { chanceLossOf } from '../train/chance-loss.ts';
import { buildExperiment, type Experiment } from '../train/experiment.ts';
import { openRunAt } from '../train/open-run.ts';
import { runSession } from '../train/session.ts';
import { reasonOf } from './failed-trial.ts';
import { type LoggedEpoch, loggedEpochs, loggedLosses } from './logged-epochs.ts';
import type { TrialProgress, TrialTask } from './trial-task.ts';
import { requireValidation } from './validation-part.ts';
import { Watch } from './watch.ts';

export interface TrialHooks {
  /** True when the user wants to stop: the training is saved there, and is unfinished. */
  isInterrupted(): boolean;
  onProgress(progress: TrialProgress): void;
}

/** How often a training tells how far it is, in milliseconds. */
const TELL = 200;

/**
 * Trains one trial on this thread alone, in a run folder of its own, or goes on with it. A trial that cannot be built or
 * trained has failed, which is an end like others.
 * @throws UserError when the file system refuses something (`isFileError`): the trial is not to blame, and can go on later
 */
export async function trainTrial(task: TrialTask, data: PreparedData, hooks: TrialHooks): Promise<TrialEnd> {
  const began = performance.now();
  const { run, checkpoint } = openRunAt(task.path, task.configText, data.summary);
  const secondsBefore = checkpoint === undefined ? 0 : (run.readSummary()?.seconds ?? 0);
  const endWith = (state: TrialEnd['state'], reason?: string): TrialEnd => ({
    ...resultOf(task, run),
    ...{ state, reason, steps: Math.max(run.readSummary()?.steps ?? 0, checkpoint?.state.step ?? 0) },
    seconds: secondsBefore + (performance.now() - began) / 1000,
  });
  let experiment: Experiment;
  try {
    // A part that was asked for may be empty: a thousandth of a hundred images.
    requireValidation(data, String(task.config.data.split.validation));
    experiment = buildExperiment(task.config, {
      ...{ data, threads: 1, outsideMemory: true },
      ...(checkpoint === undefined ? {} : { build: checkpoint.build }),
    });
  } catch (error) {
    return endWith('failed', reasonOf(error));
  }
  const state = checkpoint?.state;
  const watch = new Watch(
    task,
    { chanceLoss: chanceLossOf(experiment), totalSteps: experiment.plan.totalSteps },
    state === undefined ? [] : loggedEpochs(run, state.epoch),
    state === undefined ? [] : loggedLosses(run, state.step),
  );
  // Decided before, but not recorded.
  if (watch.reason !== undefined) return endWith('pruned', watch.reason);
  const { totalSteps, stepsPerEpoch, epochs } = experiment.plan;
  let told = performance.now();
  let value: number | undefined;
  const isOver = () => watch.reason !== undefined;
  try {
    const { summary } = await runSession(experiment, run, checkpoint, {
      onStep({ step, epoch, loss }) {
        watch.step(loss);
        if (performance.now() - told < TELL) return;
        told = performance.now();
        hooks.onProgress({ id: task.id, step, totalSteps, epoch, epochs, loss, value });
      },
      onEpoch(result) {
        watch.epoch(result);
        value = result[task.metric];
        const { epoch, trainLoss } = result;
        hooks.onProgress({
          id: task.id,
          step: Math.min(totalSteps, epoch * stepsPerEpoch),
          totalSteps,
          epoch,
          epochs,
          loss: trainLoss,
          value,
        });
      },
      isInterrupted: () => isOver() || hooks.isInterrupted(),
    });
    if (summary.status === 'interrupted') return isOver() ? endWith('pruned', watch.reason) : endWith('unfinished');
    return endWith('completed');
  } catch (error) {
    if (isFileError(error)) throw error;
    const isDiverged = error instanceof UserError && error.exitCode === 1;
    return endWith(isDiverged ? 'diverged' : 'failed', reasonOf(error));
  }
}

/** What the logs say: the same for a training that went through and for one that was interrupted. */
function resultOf({ metric }: TrialTask, run: RunFolder) {
  const epochs = loggedEpochs(run);
  const score = (epoch: LoggedEpoch) => scoreOf(metric, epoch[metric]);
  const best = epochs.reduce((a, b) => (a !== undefined && score(a) >= score(b) ? a : b), epochs[0]);
  return {
    ...{ valAccuracy: best?.valAccuracy, valLoss: best?.valLoss },
    ...{ values: epochs.map((epoch) => epoch[metric]), epochs: epochs.length },
  };
}
