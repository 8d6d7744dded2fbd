import { rateText } from '../../checks/numbers.ts';
import { collectGarbage } from '../../train/collect-garbage.ts';
import { type Stage, stagesAfter } from '../budget.ts';
import { type FoundRate, findLearningRate } from '../learning-rate/find.ts';
import type { StepContext, StepOutcome } from '../setup.ts';

/** "The loss must drop significantly within about 100 iterations." */
const STEPS = 100;
/** Losses are recorded with as many digits as a float32 has. */
const DIGITS = 6;

/** Step 3: a learning rate that makes the loss go down, all training data, small weight decay on. */
export async function searchLearningRate({ config, build, budget, tell, isInterrupted }: StepContext): Promise<StepOutcome> {
  const within = async (stage: Stage) =>
    await findLearningRate(config, build, {
      steps: STEPS,
      limit: budget.limitFor(stage, isInterrupted),
      onTrial: (what) => tell(what),
    });
  let found = await within('learningRate');
  // Nothing after it can make up for it: what it lacks is taken from the searches.
  for (const stage of stagesAfter('learningRate')) {
    if (found.isUndecided && stage !== 'final' && !isInterrupted()) found = await within(stage);
  }
  collectGarbage();
  const { suggested, window, isUndecided } = found;
  return {
    status: suggested !== undefined ? 'passed' : isUndecided ? 'warned' : 'failed',
    decision: isUndecided
      ? `There was no time to compare learning rates: that of the config, ${rateText(Number(config.optimizer.lr))}, is the middle of the search.`
      : suggested === undefined || window === undefined
        ? 'No learning rate makes the loss drop.'
        : `Learning rate ${rateText(suggested)}: the loss drops most at rates from ${rateText(window[0])} to ${rateText(window[1])}.`,
    advice: suggested === undefined ? adviceFor(found) : undefined,
    evidence: {
      kind: 'learningRate',
      ...{ suggested, window, steps: found.steps, weightDecay: found.weightDecay, chanceLoss: found.chanceLoss },
      configured: Number(config.optimizer.lr),
      rates: found.rates.map(({ rate, firstLoss, lastLoss, verdict, trials }) => ({
        ...{ learningRate: rate, firstLoss, lastLoss, verdict },
        losses: rounded(trials[0]?.losses ?? []),
      })),
      rangeTest:
        found.rangeTest === undefined
          ? undefined
          : {
              ...found.rangeTest,
              rates: rounded(found.rangeTest.rates),
              losses: rounded(found.rangeTest.losses),
              smoothed: rounded(found.rangeTest.smoothed),
            },
    },
  };
}

function adviceFor({ isUndecided, rates }: FoundRate): string {
  if (isUndecided) return 'There was no time to compare rates: give it a larger --budget.';
  const explodes = rates.every(({ verdict }) => verdict === 'explodes');
  const why = explodes ? 'The loss explodes at every rate' : 'The loss drops at no rate';
  return `${why}: look at the data, the initialisation and the network. Try: cnn-run sanity-check`;
}

function rounded(values: readonly number[]): number[] {
  return values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value));
}
