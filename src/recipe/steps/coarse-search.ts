import { count, duration, percent } from '../../base/format.ts';
import type { LearningRateEvidence } from '../../records/recipe/recipe-record.ts';
import { measuringNoise } from '../noise.ts';
import { robustBest } from '../robust-best.ts';
import { planCoarse, type SearchSize, type TrialCost } from '../search-plan.ts';
import type { StepContext, StepOutcome } from '../setup.ts';
import { coarseSpace } from '../spaces.ts';
import { bestOf, cutShort, diagnoses, paramsText, runSearch } from './search.ts';

/** Rates and weight decays of the grid, and what of it is left where time is short. */
const GRIDS = [9, 6, 3] as const;
const RATES = 3;
/** Said where the highest was passed over: see `robustBest`. */
const ONE_OF_THE_BEST = ', which the noise does not tell from the highest, and its values do best over all trials';
/** With more hyperparameters there is no grid: random values of all. */
const RANDOM = [16, 12, 8, 4] as const;

/** Step 4: a few learning rates and weight decays around what worked, a few epochs each. */
export async function searchCoarsely(
  context: StepContext,
  rates: LearningRateEvidence,
  cost: TrialCost,
  decide: (size: SearchSize) => void,
): Promise<StepOutcome> {
  const { extra, given, budget, record: so } = context;
  const rate = rates.suggested ?? rates.configured;
  const isGrid = extra.length === 0;
  const name = 'studies/coarse';
  const size = so.decided[name] ?? planCoarse(cost, isGrid ? GRIDS : RANDOM, budget.leftFor('coarse'));
  decide(size);
  const {
    record,
    best: highest,
    evidence: found,
    end,
  } = await runSearch(context, {
    ...{ name, stage: 'coarse', seed: context.config.seed, size },
    settings: {
      space: [...coarseSpace(rate, isGrid ? size.trials / RATES : RATES, given), ...extra],
      sampler: isGrid ? { type: 'grid', points: 4 } : { type: 'quasiRandom' },
      pruner: { type: 'none' },
      ...{ metric: 'valAccuracy', lag: 1, diagnosis: diagnoses(context), keep: 1 },
    },
  });
  const images = context.data.validation?.indices.length ?? 1;
  const noise = measuringNoise(highest?.valAccuracy ?? 1, images);
  const best = isGrid ? robustBest(record.trials, noise) : highest;
  const evidence = { ...found, best: best && bestOf(name, best) };
  if (best === undefined) {
    const [first] = record.trials.filter(({ reason }) => reason !== undefined);
    const hadNoTime = end === 'out of time' && first === undefined;
    return {
      status: 'failed',
      decision: hadNoTime ? 'There was no time for a single trial.' : `No trial came to an end.${cutShort(size, record, end)}`,
      advice: hadNoTime
        ? `Give it a larger budget: a trial of one epoch takes about ${duration(cost.epoch)}.`
        : `The first of them: ${first?.reason ?? 'no reason is known'}`,
      evidence,
    };
  }
  const part = size.limitTrain === undefined ? '' : ` on ${count(size.limitTrain)} images`;
  return {
    status: 'passed',
    decision:
      `${record.trials.length} trials of ${size.epochs} epoch${size.epochs === 1 ? '' : 's'}${part}: the best is ${paramsText(best.params)}, ` +
      `validation accuracy ${percent(best.valAccuracy ?? Number.NaN)}${best.valAccuracy === highest?.valAccuracy ? '' : ONE_OF_THE_BEST}.${cutShort(size, record, end)}`,
    advice: undefined,
    evidence,
  };
}
