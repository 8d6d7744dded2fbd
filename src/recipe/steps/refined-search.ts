import { percent } from '../../base/format.ts';
import type { BestTrial } from '../../records/recipe/recipe-record.ts';
import type { SearchSize } from '../search-plan.ts';
import type { StepContext, StepOutcome } from '../setup.ts';
import { refinedSpace, type Shift } from '../spaces.ts';
import { cutShort, diagnoses, paramsText, runSearch } from './search.ts';

/** What a round of step 5 is to do. */
export interface Round {
  /** Counted from 1. */
  readonly round: number;
  /** The best so far, around which is searched. */
  readonly around: BestTrial;
  /** Whether it was trained as long as the trials of this round will be. Where not, it is the first of them, to be compared with. */
  readonly isComparable: boolean;
  readonly shift: Shift;
  readonly size: SearchSize;
  /** Trainings of the best with other seeds, for the noise between them. */
  readonly repeats: number;
}

/**
 * A trial is compared with those up to two before it, where there is a budget: as many trials run side by side here, and a search of a
 * few trials that looks further back would never stop one.
 */
const LAG = { budget: 2, usual: 4 };

/** Step 5: the neighbourhood of the best, trained longer, without learning rate decay. */
export async function searchFinely(
  context: StepContext,
  { round, around, isComparable, shift, size, repeats }: Round,
): Promise<StepOutcome> {
  const { config, extra, given, budget, pool } = context;
  const lag = budget.total === undefined ? LAG.usual : Math.max(LAG.budget, pool.workers);
  const { record, best, evidence, end } = await runSearch(context, {
    ...{ name: `studies/refined-${round}`, stage: 'refined', size, repeats },
    // Another round looks elsewhere, even around the same best.
    seed: config.seed + round - 1,
    settings: {
      space: refinedSpace(around.params, shift, extra, given),
      sampler: { type: 'quasiRandom' },
      pruner: { type: 'asha', reductionFactor: 2, minEpochs: 1 },
      ...{ metric: 'valAccuracy', diagnosis: diagnoses(context), keep: 1, lag },
      first: isComparable ? [] : [around.params],
    },
  });
  if (best === undefined) {
    return {
      status: 'warned',
      decision: `No trial came to an end${end === 'out of time' ? ' in the time there was' : ''}; the best of the step before is kept.`,
      advice: undefined,
      evidence,
    };
  }
  const { pruned } = evidence.counts;
  return {
    status: 'passed',
    decision:
      `${record.trials.length} trials of ${size.epochs} epochs${pruned > 0 ? `, ${pruned} of them stopped early` : ''}: the best is ` +
      `${paramsText(best.params)}, validation accuracy ${percent(best.valAccuracy ?? Number.NaN)}.${cutShort(size, record, end)}`,
    advice: undefined,
    evidence,
  };
}
