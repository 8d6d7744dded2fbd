import { parse } from 'yaml';
import { kindOfPath, replaceFile } from '../../base/files.ts';
import { percent } from '../../base/format.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { BestTrial, FinalRecord } from '../../records/recipe/recipe-record.ts';
import type { RunFolder } from '../../records/run-folder.ts';
import type { Params } from '../../records/study/description.ts';
import { buildExperiment } from '../../train/experiment.ts';
import { openRunAt } from '../../train/open-run.ts';
import { lastCheckpoint, runSession } from '../../train/session.ts';
import { measureSpeed } from '../../train/smoke/prediction.ts';
import { adaptedPlan, type FinalPlan, finalPlan, isSameSoFar } from '../final-plan.ts';
import { measuringNoise } from '../noise.ts';
import { costBySpeed } from '../search-plan.ts';
import type { RecipeConfig, StepContext } from '../setup.ts';

/** Relative to the recipe. */
export const FINAL_RUN = 'final';
/** Where there is no budget: as many epochs, of the longest search. */
const LONGER = 2;
/** Whatever the budget is. */
const MOST_EPOCHS = 200;
/** Of the budget: users put up with so much. */
const OVERRUN = 1.08;
/** Of the time that is left, so that a slow moment does not overrun it. */
const SAFETY = 0.95;
/** Standard deviations by which an accuracy is clearly less. */
const CLEARLY = 3;
/** Where the config has no schedule: the search went without. It lets the length be decided late. */
const SCHEDULE = 'trapezoid';

/** The config of the winner: its hyperparameters, a schedule, as many epochs as there is time for. */
function finalConfig({ configs }: StepContext, params: Params, { epochs, decayEpochs }: FinalPlan): RecipeConfig {
  const schedule: Params = decayEpochs === undefined ? {} : { 'schedule.type': SCHEDULE, 'schedule.decayEpochs': decayEpochs };
  return configs.variant({ ...params, ...schedule, 'train.epochs': epochs, 'train.steps': null, 'train.earlyStopping': null });
}

/** How long the final training is planned to be: as many epochs as go into what is left, or twice those of the search. */
export async function planFinally(context: StepContext, searchEpochs: number): Promise<FinalPlan> {
  const { build, config, data, budget } = context;
  const hasOwnSchedule = config.schedule.type !== 'constant';
  if (budget.total === undefined) return finalPlan(Math.max(LONGER * searchEpochs, config.train.epochs), hasOwnSchedule);
  const experiment = build(config);
  await experiment.engine.allThreadsReady();
  const speed = await measureSpeed([], experiment, async () => false);
  await experiment.engine.stopThreads();
  const { epoch } = costBySpeed(speed, data.train.indices.length, data.validation?.indices.length ?? 0, 1);
  return finalPlan(epochsIn(context, epoch, 0), hasOwnSchedule);
}

/** As many epochs, after those that are done, as go into what is left when one takes so many seconds. */
function epochsIn({ budget }: StepContext, secondsOfEpoch: number, done: number): number {
  const epochs = Math.floor((SAFETY * (budget.leftFor('final') ?? 0)) / secondsOfEpoch);
  return Math.max(1, Math.min(MOST_EPOCHS - done, epochs));
}

/** What the final training came to. */
export type FinalOutcome =
  | { readonly end: 'done'; readonly final: FinalRecord }
  | { readonly end: 'interrupted' }
  /** The machine is slower or faster than was measured: it was saved, to become a longer or a shorter one. */
  | { readonly end: 'other plan'; readonly plan: FinalPlan };

/** Trains the winner, on all threads, and measures it on the test images, once. @param mayChange whether it may end when another plan suits the machine */
export async function trainFinally(
  context: StepContext,
  plan: FinalPlan,
  best: BestTrial,
  mayChange: boolean,
): Promise<FinalOutcome> {
  const { folder, data, configs, budget, tell, isInterrupted } = context;
  const config = finalConfig(context, best.params, plan);
  const configText = configs.render(config);
  replaceFile(folder.bestConfigPath, configText);
  becomeOfPlan(folder.run(FINAL_RUN), configText);
  const { run, checkpoint } = openRunAt(folder.run(FINAL_RUN).path, configText, data.summary);
  const experiment = buildExperiment(config, { data, ...(checkpoint === undefined ? {} : { build: checkpoint.build }) });
  const { totalSteps, epochs } = experiment.plan;
  let other: FinalPlan | undefined;
  let before: number | undefined;
  const { summary } = await runSession(experiment, run, checkpoint, {
    onStep: ({ step, epoch, loss }) => tell(`epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(3)}`, step / totalSteps),
    onEpoch({ epoch }, { trainSeconds, evaluationSeconds }) {
      const last = trainSeconds + evaluationSeconds;
      // The last two: a machine that others use as well is as fast as it was lately.
      const pace = (last + (before ?? last)) / 2;
      before = last;
      if (budget.total === undefined || !mayChange || epoch === epochs) return;
      const most = (OVERRUN * budget.total - budget.spent) / pace;
      other = adaptedPlan(plan, epoch, epochsIn(context, pace, epoch), most);
    },
    isInterrupted: () => other !== undefined || isInterrupted(),
  });
  await experiment.engine.stopThreads();
  if (summary.status === 'interrupted') {
    return other === undefined || isInterrupted() ? { end: 'interrupted' } : { end: 'other plan', plan: other };
  }
  const final: FinalRecord = {
    ...{ run: FINAL_RUN, epochs, schedule: config.schedule.type, params: best.params },
    valAccuracy: summary.bestValAccuracy ?? undefined,
    testAccuracy: summary.testAccuracy ?? undefined,
    testLoss: summary.testLoss ?? undefined,
    seconds: summary.seconds ?? 0,
  };
  return { end: 'done', final: { ...final, warning: warningOf(context, final, best) } };
}

/** The winner is what was trained at the end; that it is no better than the trial of a search must not go unsaid. */
function warningOf({ data, folder }: StepContext, { valAccuracy, epochs }: FinalRecord, best: BestTrial): string | undefined {
  const noise = measuringNoise(best.valAccuracy, data.validation?.indices.length ?? 1);
  if (valAccuracy === undefined || valAccuracy >= best.valAccuracy - CLEARLY * noise) return undefined;
  const trial = shellWord(`${folder.path}/${best.run}/config.yaml`.replaceAll('\\', '/'));
  return (
    `The final training (${epochs} epoch${epochs === 1 ? '' : 's'}) ended below the trial that it is made from: ${percent(valAccuracy)} against ` +
    `${percent(best.valAccuracy)} validation accuracy. Give it a larger budget, or train the trial again: cnn-run train ${trial}`
  );
}

/** A run that is the same so far as one of another length becomes that one, and goes on. */
function becomeOfPlan(run: RunFolder, configText: string): void {
  if (kindOfPath(run.configPath) !== 'file') return;
  const [before, after] = [lengthIn(run.configText()), lengthIn(configText)];
  if (before.rest !== after.rest) return;
  const state = lastCheckpoint(run)?.state;
  if (state === undefined) return;
  const at = { epoch: state.epoch, isWithinEpoch: state.sums.images > 0 };
  if (isSameSoFar(before.plan, after.plan, at)) replaceFile(run.configPath, configText);
}

/** How long the training of a config is, which we wrote; and all else. */
function lengthIn(configText: string): { readonly plan: FinalPlan; readonly rest: string } {
  const config = parse(configText) as { readonly train?: object; readonly schedule?: object };
  const { epochs = 0, ...train } = (config.train ?? {}) as Partial<FinalPlan>;
  const { decayEpochs, ...schedule } = (config.schedule ?? {}) as Partial<FinalPlan>;
  return { plan: { epochs, decayEpochs }, rest: JSON.stringify({ ...config, train, schedule }) };
}
