import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../base/files.ts';
import { duration } from '../base/format.ts';
import { CheckContext } from '../checks/context.ts';
import { Subject } from '../checks/subject.ts';
import type { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import {
  type BestTrial,
  type DecidedSize,
  type FinalRecord,
  RECIPE_STEPS,
  type RecipeRecord,
  type RecipeStepName,
  type StepEvidence,
  type StepRecord,
} from '../records/recipe/recipe-record.ts';
import { readStudy } from '../records/study/read-study.ts';
import { noiseBetweenSeeds } from '../search/analysis/repeats.ts';
import { collectGarbage } from '../train/collect-garbage.ts';
import type { Experiment } from '../train/experiment.ts';
import { measureSpeed } from '../train/smoke/prediction.ts';
import type { TrialPool } from '../trials/trial-pool.ts';
import { Budget } from './budget.ts';
import { measuringNoise } from './noise.ts';
import { costBySpeed, costByTrials, planRefined, type TrialCost, trialSeconds } from './search-plan.ts';
import type { RecipeSetup, StepContext, StepOutcome } from './setup.ts';
import { AROUND } from './spaces.ts';
import { changeFor, decideAgain } from './steps/again.ts';
import { searchCoarsely } from './steps/coarse-search.ts';
import { epochsIn, FINAL_RUN, finalConfig, finalEpochs, trainFinally } from './steps/final-training.ts';
import { checkInitialLoss } from './steps/initial-loss.ts';
import { readLearningCurves } from './steps/learning-curves.ts';
import { searchLearningRate } from './steps/learning-rate.ts';
import { checkOverfitting } from './steps/overfit-sample.ts';
import { searchFinely } from './steps/refined-search.ts';

/** The final training is begun anew where the machine turns out slower than it was measured; not for ever. */
const MOST_ATTEMPTS = 3;
/** Times through the steps 5 to 7, at most. */
const MOST_ROUNDS = 3;

export interface RecipeOptions {
  readonly setup: RecipeSetup;
  readonly folder: RecipeFolder;
  /** As it was made, or as far as it came. */
  readonly record: RecipeRecord;
  /** When this session began, as `performance.now()` counts. */
  readonly began: number;
  readonly isForced: boolean;
  makePool(workers: number): TrialPool;
  isInterrupted(): boolean;
  /** Told when a step begins (undefined: the final training), and what is going on in it. */
  onActivity(step: { readonly name: RecipeStepName; readonly round: number } | undefined, text: string, done?: number): void;
  /** Told whenever something was recorded. */
  onRecord(record: RecipeRecord): void | Promise<void>;
}

/** Executes the recipe from where its record stands. What is done is recorded at once, and not done again. */
export async function runRecipe(options: RecipeOptions): Promise<RecipeRecord> {
  const recipe = new Recipe(options);
  try {
    return await recipe.run();
  } finally {
    await recipe.close();
  }
}

class Recipe {
  readonly #options: RecipeOptions;
  readonly #budget: Budget;
  readonly #experiments: Experiment[] = [];
  #record: RecipeRecord;
  #pool: TrialPool | undefined;
  #cost: TrialCost | undefined;

  constructor(options: RecipeOptions) {
    const { record, began } = options;
    this.#options = options;
    this.#budget = new Budget(record.budgetSeconds, record.seconds, began);
    // A step that failed is tried again: with --force it is gone through.
    const failed = record.steps.findIndex(({ status }) => status === 'failed');
    this.#record = { ...record, status: 'running', steps: failed < 0 ? record.steps : record.steps.slice(0, failed) };
  }

  async run(): Promise<RecipeRecord> {
    if (this.#options.record.final !== undefined) return this.#options.record;
    await this.#note({});
    if (!(await this.#checks()) || !(await this.#coarse())) return await this.#stop();
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const goesOn = await this.#round(round);
      if (goesOn === undefined) return await this.#stop();
      if (!goesOn) break;
    }
    return await this.#final();
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    await this.#release();
  }

  /** Steps 1 to 3. @returns whether to go on */
  async #checks(): Promise<boolean> {
    const { setup } = this.#options;
    const share = this.#budget.shareOf('checks');
    const subject = new Subject(setup.config, (variant) => this.#build(variant));
    const checks = new CheckContext(
      subject,
      share === undefined ? this.#budget.limitFor('final') : this.#budget.limitWithin('checks', share),
    );
    if (!(await this.#step('initialLoss', 0, () => checkInitialLoss(checks)))) return false;
    if (!(await this.#step('overfitSample', 0, () => checkOverfitting(checks)))) return false;
    if (!(await this.#step('learningRate', 0, (context) => searchLearningRate(context)))) return false;
    return true;
  }

  /** Step 4. */
  async #coarse(): Promise<boolean> {
    return await this.#step('coarseSearch', 0, async (context) => {
      const found = this.#evidence('learningRate', 0);
      if (found?.kind !== 'learningRate') throw new Error('step 4 comes after step 3');
      return await searchCoarsely(context, found, await this.#trialCost(), (size) => this.#decide('studies/coarse', size));
    });
  }

  /** Steps 5 to 7, once. @returns whether there is another round to come; undefined when the recipe ends here */
  async #round(round: number): Promise<boolean | undefined> {
    const before = this.#bestSo();
    if (before === undefined) return false;
    const last = this.#evidence('learningCurves', round - 1);
    const change = changeFor(last?.kind === 'learningCurves' ? last.readings : []);
    const name = `studies/refined-${round}`;
    const searched = await this.#step('refinedSearch', round, async (context) => {
      const cost = await this.#trialCost();
      const epochsBefore = this.#record.decided[`studies/refined-${round - 1}`]?.epochs;
      const wanted = epochsBefore === undefined ? undefined : Math.round(epochsBefore * change.longer);
      const size = this.#decided(name) ?? planRefined(cost, this.#budget.leftFor('refined'), wanted);
      if (size === undefined) return noTime(this.#budget, cost);
      this.#decide(name, size);
      const shift = round === 1 ? AROUND : change.shift;
      return await searchFinely(context, { round, around: before, shift, size, repeats: this.#repeats(size, cost) });
    });
    if (!searched) return undefined;
    const step = this.#find('refinedSearch', round);
    const after = step?.evidence?.kind === 'search' ? step.evidence.best : undefined;
    if (step?.status === 'skipped' || after === undefined) return false;
    if (!(await this.#step('learningCurves', round, async (context) => readLearningCurves(context, after)))) return undefined;
    const decided = await this.#step('again', round, async () => {
      const cost = await this.#trialCost();
      const left = this.#budget.leftFor('refined');
      const now = this.#evidence('learningCurves', round);
      return decideAgain({
        ...{ before, after, ...this.#noise(name, after) },
        hasTime: planRefined(cost, left, this.#decided(name)?.epochs) !== undefined,
        isLast: round === MOST_ROUNDS,
        change: changeFor(now?.kind === 'learningCurves' ? now.readings : []),
      });
    });
    if (!decided) return undefined;
    const again = this.#evidence('again', round);
    return again?.kind === 'again' && again.goesOn;
  }

  /** Trainings with other seeds, which tell the noise between them: where there is time for them and for a round after them. */
  #repeats(size: DecidedSize, cost: TrialCost): number {
    const repeats = 3;
    const { total } = this.#budget;
    if (total === undefined) return repeats;
    const each = trialSeconds(cost, { epochs: size.epochs, limitTrain: undefined }) * Math.ceil(repeats / cost.workers);
    return (this.#budget.leftFor('refined') ?? 0) > 5 * each ? repeats : 0;
  }

  /** What two trainings of the same config differ by, as a standard deviation of the accuracy. */
  #noise(study: string, best: BestTrial) {
    const { repeats } = readStudy(this.#options.folder.study(study));
    const deviation = noiseBetweenSeeds(repeats, 'valAccuracy');
    const images = this.#options.setup.data.validation?.indices.length ?? 1;
    const measuring = measuringNoise(best.valAccuracy, images);
    // Two or three trainings may agree by chance.
    if (deviation === undefined || deviation < measuring / 2)
      return { noise: measuring, noiseFrom: 'size of the validation part' } as const;
    return { noise: deviation, noiseFrom: 'seeds' } as const;
  }

  /** The training of the winner, and its test accuracy. */
  async #final(): Promise<RecipeRecord> {
    const best = this.#bestSo();
    if (best === undefined) return await this.#stop();
    const { folder, onActivity } = this.#options;
    const context = this.#context((text, done) => onActivity(undefined, text, done));
    context.tell('measuring the speed');
    const searchEpochs = Math.max(1, ...Object.values(this.#record.decided).map(({ epochs }) => epochs));
    let epochs = this.#decided(FINAL_RUN)?.epochs ?? (await finalEpochs(context, searchEpochs));
    await this.#release();
    for (let attempt = 1; ; attempt++) {
      this.#decide(FINAL_RUN, { trials: 1, epochs });
      const config = finalConfig(context, best.params, epochs);
      replaceFile(folder.bestConfigPath, context.configs.render(config));
      const outcome = await trainFinally(context, config, best, attempt < MOST_ATTEMPTS);
      if (outcome.end === 'interrupted') return await this.#stop();
      if (outcome.end === 'done') return await this.#finish(outcome.final);
      epochs = epochsIn(context, outcome.secondsOfEpoch);
    }
  }

  async #finish(final: FinalRecord): Promise<RecipeRecord> {
    const { folder } = this.#options;
    // What the search left for going on is not needed any more.
    for (const study of this.#studies()) rmSync(join(folder.path, study, 'repeats'), { recursive: true, force: true });
    return await this.#note({ final, status: 'completed', testAccuracy: final.testAccuracy });
  }

  /**
   * Does a step that was not done, and records it. A gate that is not passed ends the recipe, unless that is forced.
   * @returns whether to go on
   */
  async #step(name: RecipeStepName, round: number, work: (context: StepContext) => Promise<StepOutcome>): Promise<boolean> {
    if (this.#find(name, round) !== undefined) return true;
    const { isForced, isInterrupted, onActivity } = this.#options;
    if (isInterrupted()) return false;
    const tell = (text: string, done?: number) => onActivity({ name, round }, text, done);
    tell('');
    const began = performance.now();
    const outcome = await work(this.#context(tell));
    await this.#release();
    if (isInterrupted()) return false;
    const status = outcome.status === 'failed' && isForced ? 'forced' : outcome.status;
    const step = RECIPE_STEPS.indexOf(name) + 1;
    const seconds = (performance.now() - began) / 1000;
    const record: StepRecord = { step, name, round, ...outcome, status, seconds };
    await this.#note({ steps: [...this.#record.steps, record] });
    return status !== 'failed';
  }

  #context(tell: StepContext['tell']): StepContext {
    const { setup, folder, isForced, isInterrupted, makePool } = this.#options;
    const poolOf = () => {
      this.#pool ??= makePool(this.#record.workers);
      return this.#pool;
    };
    return {
      ...{ ...setup, folder, isForced, tell, budget: this.#budget, record: this.#record },
      isInterrupted,
      build: (variant, threads) => this.#build(variant, threads),
      get pool() {
        return poolOf();
      },
    };
  }

  #build(variant: RecipeSetup['config'] | Parameters<RecipeSetup['build']>[0], threads?: number): Experiment {
    const experiment = this.#options.setup.build(variant, threads);
    this.#experiments.push(experiment);
    return experiment;
  }

  /** Gives back the memory and the threads of what a step has built. */
  async #release(): Promise<void> {
    const built = this.#experiments.splice(0);
    for (const experiment of built) await experiment.engine.stopThreads();
    if (built.length > 0) collectGarbage();
  }

  /** What trials cost, by those of the coarse search where there are some, else by the speed of a few steps. */
  async #trialCost(): Promise<TrialCost> {
    const { setup, folder } = this.#options;
    const { data, config } = setup;
    this.#cost ??= costBySpeed(
      await measureSpeed([], this.#build(config, 1), async () => false),
      data.train.indices.length,
      data.validation?.indices.length ?? 0,
      this.#record.workers,
    );
    const coarse = this.#find('coarseSearch', 0)?.evidence;
    if (coarse?.kind !== 'search') return this.#cost;
    return costByTrials(this.#cost, readStudy(folder.study(coarse.study)).trials, coarse) ?? this.#cost;
  }

  #decided(what: string): DecidedSize | undefined {
    return this.#record.decided[what];
  }

  #decide(what: string, size: DecidedSize): void {
    this.#record = { ...this.#record, decided: { ...this.#record.decided, [what]: size } };
    this.#options.folder.write({ ...this.#record, seconds: this.#budget.spent });
  }

  #find(name: RecipeStepName, round: number): StepRecord | undefined {
    return this.#record.steps.find((step) => step.name === name && step.round === round);
  }

  #evidence(name: RecipeStepName, round: number): StepEvidence | undefined {
    return this.#find(name, round)?.evidence;
  }

  /** Of all searches the best trial of those that trained longest. */
  #bestSo(): BestTrial | undefined {
    const found = this.#record.steps.flatMap(({ evidence }) =>
      evidence?.kind === 'search' && evidence.best !== undefined ? [evidence] : [],
    );
    const longest = Math.max(0, ...found.map(({ epochs }) => epochs));
    return found
      .filter(({ epochs }) => epochs >= longest)
      .flatMap(({ best }) => best ?? [])
      .reduce<BestTrial | undefined>((a, b) => (a !== undefined && a.valAccuracy >= b.valAccuracy ? a : b), undefined);
  }

  #studies(): string[] {
    return this.#record.steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [evidence.study] : []));
  }

  async #stop(): Promise<RecipeRecord> {
    const isInterrupted = this.#options.isInterrupted();
    return await this.#note({ status: isInterrupted ? 'interrupted' : 'stopped' });
  }

  async #note(more: Partial<RecipeRecord>): Promise<RecipeRecord> {
    this.#record = { ...this.#record, ...more };
    const record = { ...this.#record, seconds: this.#budget.spent };
    this.#options.folder.write(record);
    await this.#options.onRecord(record);
    return record;
  }
}

function noTime(budget: Budget, cost: TrialCost): StepOutcome {
  const epoch = trialSeconds(cost, { epochs: 1, limitTrain: undefined });
  return {
    status: 'skipped',
    decision: `There is no time for a refined search: ${duration(budget.leftFor('refined') ?? 0)} are left for it, and an epoch takes ${duration(epoch)}.`,
    advice: 'Give it a larger budget.',
    evidence: undefined,
  };
}
