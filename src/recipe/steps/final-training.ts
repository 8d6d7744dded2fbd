import type { BestTrial, FinalRecord } from '../../records/recipe/recipe-record.ts';
import type { Params } from '../../records/study/description.ts';
import { buildExperiment } from '../../train/experiment.ts';
import { openRunAt } from '../../train/open-run.ts';
import { runSession } from '../../train/session.ts';
import { measureSpeed } from '../../train/smoke/prediction.ts';
import { costBySpeed } from '../search-plan.ts';
import type { RecipeConfig, StepContext } from '../setup.ts';

/** Relative to the recipe. */
export const FINAL_RUN = 'final';
/** Where there is no budget: as many epochs, of the longest search. */
const LONGER = 2;
/** Whatever the budget is. */
const MOST_EPOCHS = 200;
const LEAST_EPOCHS = 1;
/** Of the time that is left, so that a slow moment does not overrun it. */
const SAFETY = 0.92;
/**
 * A training that would overrun the budget by this part of it is begun anew with fewer epochs, unless so much of it is done; and one
 * that would leave more than this part of it, after its first epoch, with more.
 */
const OVERRUN = 0.04;
const TOO_LATE = 0.3;
const UNUSED = 0.12;
/** A schedule that decays, where the config has none: the search went without. */
const SCHEDULE = 'cosine';

/** The config of the winner: its hyperparameters, a schedule, as many epochs as there is time for. */
export function finalConfig({ configs, config }: StepContext, params: Params, epochs: number): RecipeConfig {
  const schedule: Params = config.schedule.type === 'constant' ? { 'schedule.type': SCHEDULE } : {};
  return configs.variant({ ...params, ...schedule, 'train.epochs': epochs, 'train.steps': null, 'train.earlyStopping': null });
}

/** How many epochs the final training has: as many as go into what is left, or twice those of the search. */
export async function finalEpochs(context: StepContext, searchEpochs: number): Promise<number> {
  const { build, config, data, budget } = context;
  const usual = Math.max(LONGER * searchEpochs, config.train.epochs);
  if (budget.total === undefined) return usual;
  const experiment = build(config);
  await experiment.engine.allThreadsReady();
  const speed = await measureSpeed([], experiment, async () => false);
  await experiment.engine.stopThreads();
  const { epoch } = costBySpeed(speed, data.train.indices.length, data.validation?.indices.length ?? 0, 1);
  return epochsIn(context, epoch);
}

/** As many epochs as go into what is left when one takes so many seconds. */
export function epochsIn({ budget }: StepContext, secondsOfEpoch: number): number {
  const epochs = Math.floor((SAFETY * (budget.leftFor('final') ?? 0)) / secondsOfEpoch);
  return Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, epochs));
}

/** What the final training came to. */
export type FinalOutcome =
  | { readonly end: 'done'; readonly final: FinalRecord }
  | { readonly end: 'interrupted' }
  /** The machine is slower or faster than was measured, and the budget would be overrun or not be used. */
  | { readonly end: 'other pace'; readonly secondsOfEpoch: number };

/** Trains the winner, on all threads, and measures it on the test images, once. @param mayGiveUp whether it may end when its pace is another than was measured */
export async function trainFinally(
  context: StepContext,
  config: RecipeConfig,
  best: BestTrial,
  mayGiveUp: boolean,
): Promise<FinalOutcome> {
  const { folder, data, configs, budget, tell, isInterrupted } = context;
  const { run, checkpoint } = openRunAt(folder.run(FINAL_RUN).path, configs.render(config), data.summary);
  const experiment = buildExperiment(config, { data, ...(checkpoint === undefined ? {} : { build: checkpoint.build }) });
  const { totalSteps, epochs } = experiment.plan;
  let pace: number | undefined;
  const { summary } = await runSession(experiment, run, checkpoint, {
    onStep: ({ step, epoch, loss }) => tell(`epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(3)}`, step / totalSteps),
    onEpoch({ epoch }, { trainSeconds, evaluationSeconds }) {
      const each = trainSeconds + evaluationSeconds;
      const { total } = budget;
      if (total === undefined || !mayGiveUp) return;
      const end = budget.spent + (epochs - epoch) * each;
      const overruns = end > (1 + OVERRUN) * total && epoch <= Math.max(1, TOO_LATE * epochs);
      const isUnused = end < (1 - UNUSED) * total && epoch === 1 && epochs < MOST_EPOCHS;
      if (epochs > 1 && (overruns || isUnused)) pace = each;
    },
    isInterrupted: () => pace !== undefined || isInterrupted(),
  });
  await experiment.engine.stopThreads();
  if (pace !== undefined) return { end: 'other pace', secondsOfEpoch: pace };
  if (summary.status === 'interrupted') return { end: 'interrupted' };
  const final: FinalRecord = {
    ...{ run: FINAL_RUN, epochs, schedule: config.schedule.type, params: best.params },
    valAccuracy: summary.bestValAccuracy ?? undefined,
    testAccuracy: summary.testAccuracy ?? undefined,
    testLoss: summary.testLoss ?? undefined,
    seconds: summary.seconds ?? 0,
  };
  return { end: 'done', final };
}
