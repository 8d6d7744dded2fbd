import { InternalError } from '../base/errors.ts';
import { duration } from '../base/format.ts';
import { CheckContext } from '../checks/context.ts';
import { Subject } from '../checks/subject.ts';
import type { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import { type DecidedSize, RECIPE_STEPS, type RecipeRecord, type RecipeStepName } from '../records/recipe/recipe-record.ts';
import { readStudy } from '../records/study/read-study.ts';
import { collectGarbage } from '../train/collect-garbage.ts';
import type { Experiment, ExperimentConfig } from '../train/experiment.ts';
import { measureSpeed } from '../train/smoke/prediction.ts';
import type { TrialPool } from '../trials/trial-pool.ts';
import { Budget } from './budget.ts';
import type { FinalPlan } from './final-plan.ts';
import { Ledger } from './ledger.ts';
import { comparedWith, isAsLong, noiseOf } from './round-gain.ts';
import { costBySpeed, costByTrials, planRefined, type TrialCost, trialSeconds } from './search-plan.ts';
import type { RecipeSetup, StepContext, StepOutcome } from './setup.ts';
import { AROUND } from './spaces.ts';
import { type Change, changeFor, decideAgain } from './steps/again.ts';
import { searchCoarsely } from './steps/coarse-search.ts';
import { FINAL_RUN, planFinally, trainFinally } from './steps/final-training.ts';
import { checkInitialLoss } from './steps/initial-loss.ts';
import { readLearningCurves } from './steps/learning-curves.ts';
import { searchLearningRate } from './steps/learning-rate.ts';
import { checkOverfitting } from './steps/overfit-sample.ts';
import { searchFinely } from './steps/refined-search.ts';

/** The final training becomes longer or shorter where the machine turns out to be of another speed than was measured; not for ever. */
const MOST_PLANS = 6;
/** With a schedule of its own each of them begins anew. */
const MOST_BEGINNINGS = 3;
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
  readonly #ledger: Ledger;
  readonly #experiments: Experiment[] = [];
  #pool: TrialPool | undefined;
  #cost: TrialCost | undefined;

  constructor(options: RecipeOptions) {
    const { folder, record, began, onRecord } = options;
    this.#options = options;
    this.#budget = new Budget(record.budgetSeconds, spentBefore(record), began);
    this.#ledger = new Ledger(folder, record, this.#budget, onRecord);
  }

  async run(): Promise<RecipeRecord> {
    if (this.#options.record.final !== undefined) return this.#options.record;
    await this.#ledger.note({});
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
    const subject = new Subject(setup.config, (variant) => this.#build(variant));
    const checks = new CheckContext(subject, this.#budget.limitFor('checks', this.#options.isInterrupted));
    if (!(await this.#step('initialLoss', 0, () => checkInitialLoss(checks)))) return false;
    if (!(await this.#step('overfitSample', 0, () => checkOverfitting(checks)))) return false;
    if (!(await this.#step('learningRate', 0, (context) => searchLearningRate(context)))) return false;
    return true;
  }

  /** Step 4. */
  async #coarse(): Promise<boolean> {
    return await this.#step('coarseSearch', 0, async (context) => {
      const found = this.#ledger.evidence('learningRate', 0, 'learningRate');
      if (found === undefined) throw new InternalError('step 4 comes after step 3');
      return await searchCoarsely(context, found, await this.#trialCost(), (size) => this.#ledger.decide('studies/coarse', size));
    });
  }

  /** Steps 5 to 7, once. @returns whether there is another round to come; undefined when the recipe ends here */
  async #round(round: number): Promise<boolean | undefined> {
    const before = this.#ledger.bestBefore(round);
    if (before === undefined) return false;
    const change = this.#changeAfter(round - 1);
    const name = `studies/refined-${round}`;
    const searched = await this.#step('refinedSearch', round, async (context) => {
      const cost = await this.#trialCost();
      const planned = this.#ledger.decided(name) ?? this.#planRound(round, cost);
      if (planned === undefined) return noTime(this.#budget, cost);
      const { repeats = this.#repeats(planned, cost), ...size } = planned;
      this.#ledger.decide(name, { ...size, repeats });
      const shift = round === 1 ? AROUND : change.shift;
      const isComparable = isAsLong(before, size);
      return await searchFinely(context, { round, around: before.best, isComparable, shift, size, repeats });
    });
    if (!searched) return undefined;
    const search = this.#ledger.evidence('refinedSearch', round, 'search');
    const after = search?.best;
    if (search === undefined || after === undefined) return false;
    if (!(await this.#step('learningCurves', round, async (context) => readLearningCurves(context, after)))) return undefined;
    const decided = await this.#step('again', round, async () => {
      const cost = await this.#trialCost();
      const study = readStudy(this.#options.folder.study(name));
      const images = this.#options.setup.data.validation?.indices.length ?? 1;
      return decideAgain({
        ...{ ...comparedWith(before, search, study), after, ...noiseOf(study, after, images) },
        ...{ change: this.#changeAfter(round), lastChange: change },
        hasTime: this.#planRound(round + 1, cost) !== undefined,
        isLast: round === MOST_ROUNDS,
      });
    });
    return decided ? (this.#ledger.evidence('again', round, 'again')?.goesOn ?? false) : undefined;
  }

  /** What the curves of a round ask of the next one. */
  #changeAfter(round: number): Change {
    return changeFor(this.#ledger.evidence('learningCurves', round, 'learningCurves')?.readings ?? []);
  }

  /** How large a round would be in the time that is left; undefined when there is too little. */
  #planRound(round: number, cost: TrialCost): DecidedSize | undefined {
    const before = this.#ledger.decided(`studies/refined-${round - 1}`)?.epochs;
    const wanted = before === undefined ? undefined : Math.round(before * this.#changeAfter(round - 1).longer);
    return planRefined(cost, this.#budget.leftFor('refined'), wanted);
  }

  /** Trainings with other seeds, which tell the noise between them: where there is time for them and for a round after them. */
  #repeats(size: DecidedSize, cost: TrialCost): number {
    const repeats = 3;
    const { total } = this.#budget;
    if (total === undefined) return repeats;
    const each = trialSeconds(cost, { epochs: size.epochs, limitTrain: undefined }) * Math.ceil(repeats / cost.workers);
    return (this.#budget.leftFor('refined') ?? 0) > 5 * each ? repeats : 0;
  }

  /** The training of the winner, and its test accuracy. */
  async #final(): Promise<RecipeRecord> {
    const best = this.#ledger.bestBefore(Number.POSITIVE_INFINITY)?.best;
    if (best === undefined) return await this.#stop();
    const { onActivity } = this.#options;
    const context = this.#context((text, done) => onActivity(undefined, text, done));
    context.tell('measuring the speed');
    const searchEpochs = Math.max(1, ...Object.values(this.#ledger.record.decided).map(({ epochs }) => epochs));
    const decided = this.#ledger.decided(FINAL_RUN);
    let plan: FinalPlan =
      decided === undefined
        ? await planFinally(context, searchEpochs)
        : { epochs: decided.epochs, decayEpochs: decided.decayEpochs };
    await this.#release();
    for (let plans = 1; ; plans++) {
      this.#ledger.decide(FINAL_RUN, { trials: 1, ...plan });
      const outcome = await trainFinally(
        context,
        plan,
        best,
        plans < (plan.decayEpochs === undefined ? MOST_BEGINNINGS : MOST_PLANS),
      );
      if (outcome.end === 'interrupted') return await this.#stop();
      if (outcome.end === 'done') {
        const { final } = outcome;
        return await this.#ledger.note({ final, status: 'completed', testAccuracy: final.testAccuracy });
      }
      plan = outcome.plan;
    }
  }

  /**
   * Does a step that was not done, and records it. A gate that is not passed ends the recipe, unless that is forced.
   * @returns whether to go on
   */
  async #step(name: RecipeStepName, round: number, work: (context: StepContext) => Promise<StepOutcome>): Promise<boolean> {
    if (this.#ledger.find(name, round) !== undefined) return true;
    const { isForced, isInterrupted, onActivity } = this.#options;
    if (isInterrupted()) return false;
    const tell = (text: string, done?: number) => onActivity({ name, round }, text, done);
    tell('');
    const began = performance.now();
    const outcome = await work(this.#context(tell));
    await this.#release();
    if (isInterrupted()) return false;
    const status = outcome.status === 'failed' && isForced && canBeForced(outcome) ? 'forced' : outcome.status;
    const step = RECIPE_STEPS.indexOf(name) + 1;
    const seconds = (performance.now() - began) / 1000;
    await this.#ledger.add({ step, name, round, ...outcome, status, seconds });
    return status !== 'failed';
  }

  #context(tell: StepContext['tell']): StepContext {
    const { setup, folder, isForced, isInterrupted, makePool } = this.#options;
    const poolOf = () => {
      this.#pool ??= makePool(this.#options.record.workers);
      return this.#pool;
    };
    return {
      ...{ ...setup, folder, isForced, budget: this.#budget, record: this.#ledger.record },
      isInterrupted,
      tell: (text, done) => {
        this.#ledger.keepTime();
        tell(text, done);
      },
      build: (variant, threads) => this.#build(variant, threads),
      get pool() {
        return poolOf();
      },
    };
  }

  #build(variant: ExperimentConfig, threads?: number): Experiment {
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
      this.#options.record.workers,
    );
    const coarse = this.#ledger.evidence('coarseSearch', 0, 'search');
    if (coarse === undefined) return this.#cost;
    return costByTrials(this.#cost, readStudy(folder.study(coarse.study)).trials, coarse) ?? this.#cost;
  }

  async #stop(): Promise<RecipeRecord> {
    const isInterrupted = this.#options.isInterrupted();
    return await this.#ledger.note({ status: isInterrupted ? 'interrupted' : 'stopped' });
  }
}

/** What a recipe that goes on has spent of its budget. What was tried in vain, before something was changed or forced, does not count. */
function spentBefore({ status, seconds, steps }: RecipeRecord): number {
  if (status !== 'stopped') return seconds;
  return steps.filter((step) => step.status !== 'failed').reduce((sum, step) => sum + step.seconds, 0);
}

/** A search without a result leaves nothing to go on with. */
function canBeForced({ evidence }: StepOutcome): boolean {
  return evidence?.kind !== 'search' || evidence.best !== undefined;
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
