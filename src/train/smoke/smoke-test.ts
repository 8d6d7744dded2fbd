import { statSync } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { bytes as bytesText, count } from '../../base/format.ts';
import type { PreparedData } from '../../data/prepare.ts';
import type { KernelBuild } from '../../kernels/load.ts';
import type { RunLock } from '../../records/lock.ts';
import type { RunFolder } from '../../records/run-folder.ts';
import { readCheckpoint, restoreCheckpoint } from '../checkpoint.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { type Evaluation, Evaluator } from '../evaluate.ts';
import { buildExperiment, type Experiment, type ExperimentConfig, type ExperimentOptions, type Locate } from '../experiment.ts';
import { checkFingerprint, lastCheckpoint, runSession } from '../session.ts';
import { checkConfig, checkEvaluation, checkLogs, checkSameBits } from './checks.ts';
import { measureSpeed, predictSeconds, type Speed } from './prediction.ts';
import { SessionRecord } from './session-record.ts';
import { type ShortenedTraining, shorten, withoutOtherImages } from './shortened.ts';
import { Interrupted, type SmokeStage, Stages } from './stages.ts';

export interface SmokeOptions<Config extends ExperimentConfig> {
  readonly locate: Locate;
  readonly build: KernelBuild | undefined;
  readonly threads: number | undefined;
  readonly config: Config;
  /** Makes a run as a training does, somewhere where it is in nobody's way. */
  newRun(config: Config, data: PreparedData): { readonly run: RunFolder; readonly lock: RunLock };
  /** Reads the config of a run back, as resuming and evaluating do. */
  readBack(run: RunFolder): Promise<{ readonly config: Config; readonly locate: Locate }>;
  /** Whether the user wants it to end. */
  isInterrupted(): boolean;
  /** Is told when the data are read and the network is built. */
  onBegin(real: Experiment, short: ShortenedTraining<Config>): void;
}

export interface SmokeReport {
  readonly outcome: 'passed' | 'failed' | 'interrupted';
  readonly stages: readonly SmokeStage[];
  /** How long the real training and its evaluations will take; early stopping may end it before. */
  readonly predictedSeconds: number | undefined;
  /** Why a stage failed. */
  readonly error: UserError | undefined;
}

/**
 * Does a little of all that a run does, with the very parts that a run is made of: trains two short epochs, validates,
 * saves, logs; trains them again, interrupted in the middle and resumed from the checkpoint, to the same bits; measures the
 * best checkpoint on the test images as `eval` does.
 * @throws UserError (exit code 2) for what a real run would be refused for, too. What fails in a stage is in the report.
 */
export async function smokeTest<Config extends ExperimentConfig>(options: SmokeOptions<Config>): Promise<SmokeReport> {
  const stages = new Stages();
  const report = (outcome: SmokeReport['outcome'], more: Partial<SmokeReport> = {}): SmokeReport => ({
    ...{ outcome, stages: stages.list, predictedSeconds: undefined, error: undefined },
    ...more,
  });
  try {
    return report('passed', { predictedSeconds: await new SmokeTest(options, stages).run() });
  } catch (error) {
    if (error instanceof Interrupted) return report('interrupted');
    if (error instanceof UserError && error.exitCode === 1) return report('failed', { error });
    throw error;
  }
}

interface WholeRun {
  readonly run: RunFolder;
  readonly record: SessionRecord;
  readonly test: Evaluation | undefined;
}

class SmokeTest<Config extends ExperimentConfig> {
  readonly #options: SmokeOptions<Config>;
  readonly #stages: Stages;

  constructor(options: SmokeOptions<Config>, stages: Stages) {
    this.#options = options;
    this.#stages = stages;
  }

  /** @returns how long the real training will take. */
  async run(): Promise<number> {
    const real = await this.#stages.run('prepare', async () => {
      const { config, locate } = this.#options;
      const built = this.#build(config, { locate, planOnly: true });
      const { train, validation, test } = built.data.summary.counts;
      const parameters = built.network.parameters.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
      const images = `${count(train)} training, ${count(validation)} validation, ${count(test)} test images`;
      return [built, `${images}; ${count(parameters)} parameters`] as const;
    });
    const short = shorten(this.#options.config, real);
    this.#options.onBegin(real, short);
    const whole = await this.#trainWhole(short);
    await this.#stages.run('log', async () => {
      const lengths = { steps: whole.record.steps.length, epochs: whole.record.epochs.length };
      checkLogs(whole.run, lengths);
      return [undefined, `${lengths.steps} steps and ${lengths.epochs} epochs read back, all numbers finite`] as const;
    });
    await this.#turn();
    const small = { config: short.config, data: withoutOtherImages(short.data) };
    const speed = await this.#interruptAndResume(small, whole);
    await this.#turn();
    await this.#evaluate(small, whole);
    return predictSeconds(real, speed);
  }

  /** A training as it will be: the images lie where they will lie, all threads take part. */
  async #trainWhole({ config, data }: ShortenedTraining<Config>): Promise<WholeRun> {
    const { locate, newRun } = this.#options;
    const { run, lock } = newRun(config, data);
    const experiment = this.#build(config, { locate, data });
    await experiment.engine.allThreadsReady();
    const record = new SessionRecord(() => this.#options.isInterrupted());
    const began = performance.now();
    try {
      const { summary, test } = await runSession(experiment, run, undefined, record.hooks);
      if (summary.status === 'interrupted') throw new Interrupted();
      this.#stages.pass('train', trainText(record, config), record.trainSeconds);
      this.#passValidation(data, record);
      this.#stages.pass('checkpoint', checkpointText(run, record), record.checkpointSeconds);
      return { run, record, test };
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== 1) throw error;
      const { stepsPerEpoch } = experiment.plan;
      // A whole epoch was trained, and not evaluated.
      const isValidating = record.steps.length === (record.epochs.length + 1) * stepsPerEpoch;
      if (isValidating) this.#stages.pass('train', trainText(record, config), record.trainSeconds);
      const seconds = (performance.now() - began) / 1000 - (isValidating ? record.trainSeconds : 0);
      this.#stages.fail(isValidating ? 'validate' : 'train', error, seconds);
      throw error;
    } finally {
      lock.release();
      await experiment.engine.stopThreads();
    }
  }

  #passValidation({ validation }: PreparedData, { epochs, evaluationSeconds }: SessionRecord): void {
    if (validation === undefined) this.#stages.leaveOut('validate', 'there is no validation part');
    else {
      const losses = epochs.map(({ valLoss }) => valLoss?.toFixed(4)).join(', then ');
      const text = `${count(validation.indices.length)} images after each epoch: loss ${losses}`;
      this.#stages.pass('validate', text, evaluationSeconds);
    }
  }

  /**
   * The same training again, in two sessions, each with an experiment of its own as in a process of its own.
   * @returns the speed of all of it.
   */
  async #interruptAndResume(short: ShortenedTraining<Config>, whole: WholeRun): Promise<Speed> {
    let record = whole.record;
    const experiment = await this.#stages.run('resume', async () => {
      const { run, step } = await this.#interrupt(short);
      await this.#turn();
      const resumed = await this.#resume(run, short);
      record = resumed.record;
      checkSameBits(whole.run, run);
      const text = `interrupted after step ${step} of ${whole.record.steps.length}, resumed: the same bits`;
      return [resumed.experiment, text] as const;
    });
    const speed = await measureSpeed([whole.record, record], experiment, () => this.#pause());
    await experiment.engine.stopThreads();
    return speed;
  }

  async #interrupt({ config, data }: ShortenedTraining<Config>) {
    const { locate, newRun } = this.#options;
    const { run, lock } = newRun(config, data);
    try {
      const experiment = this.#build(config, { locate, data });
      const middle = middleOf(experiment.plan.stepsPerEpoch);
      const { hooks } = new SessionRecord((step) => step === middle || this.#options.isInterrupted());
      await runSession(experiment, run, undefined, hooks);
      await experiment.engine.stopThreads();
      return { run, step: middle };
    } finally {
      lock.release();
    }
  }

  async #resume(run: RunFolder, { config, data }: ShortenedTraining<Config>) {
    const lock = run.lock();
    try {
      const again = await this.#options.readBack(run);
      checkConfig(config, again.config);
      const checkpoint = lastCheckpoint(run);
      const experiment = this.#build(again.config, { locate: again.locate, data }, checkpoint?.build);
      const record = new SessionRecord(() => this.#options.isInterrupted());
      const { summary } = await runSession(experiment, run, checkpoint, record.hooks);
      if (summary.status === 'interrupted') throw new Interrupted();
      return { experiment, record };
    } finally {
      lock.release();
    }
  }

  async #evaluate({ data }: ShortenedTraining<Config>, { run, test: before }: WholeRun): Promise<void> {
    const { test } = data;
    if (test === undefined) {
      this.#stages.leaveOut('evaluate', 'there is no test part');
      return;
    }
    await this.#stages.run('evaluate', async () => {
      const { config, locate } = await this.#options.readBack(run);
      const checkpoint = readCheckpoint(run.checkpointPath('best'));
      const experiment = this.#build(config, { locate, data }, checkpoint.build);
      checkFingerprint(experiment, checkpoint);
      restoreCheckpoint(checkpoint, experiment, false);
      const evaluation = await new Evaluator(experiment).run(test, () => this.#pause());
      await experiment.engine.stopThreads();
      if (this.#options.isInterrupted()) throw new Interrupted();
      checkEvaluation(evaluation, before);
      const text = `${count(evaluation.count)} test images with the best checkpoint: loss ${evaluation.loss.toFixed(4)}`;
      return [undefined, text] as const;
    });
  }

  #build(config: Config, options: ExperimentOptions, build = this.#options.build): Experiment {
    const { threads } = this.#options;
    return buildExperiment(config, { ...options, threads, ...(build === undefined ? {} : { build }) });
  }

  /** Lets signals have their turn. @returns whether the user wants to stop. */
  async #pause(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#options.isInterrupted();
  }

  /** Between two experiments. @throws Interrupted */
  async #turn(): Promise<void> {
    if (await this.#pause()) throw new Interrupted();
    collectGarbage();
  }
}

/** In the second epoch, when there is something to go on with and something left; after the first step where epochs are single steps. */
function middleOf(stepsPerEpoch: number): number {
  return stepsPerEpoch === 1 ? 1 : stepsPerEpoch + Math.floor(stepsPerEpoch / 2);
}

function trainText({ steps }: SessionRecord, { train }: ExperimentConfig): string {
  const rest = steps.filter(({ images }) => images !== train.batchSize);
  const smaller = rest.length === 0 ? '' : ` (${rest.length} of them of ${rest[0]?.images})`;
  const [first, last] = [steps.at(0), steps.at(-1)].map((step) => step?.loss.toFixed(4));
  return `${steps.length === 1 ? '1 step' : `${steps.length} steps`} of batch ${train.batchSize}${smaller}: loss ${first}, then ${last}`;
}

function checkpointText(run: RunFolder, { checkpoints }: SessionRecord): string {
  const [last, best] = (['last', 'best'] as const).map((kind) => bytesText(statSync(run.checkpointPath(kind)).size));
  return `${checkpoints.length} written: last ${last}, best ${best}`;
}
