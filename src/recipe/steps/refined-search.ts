import { percent } from '../../base/format.ts';
import type { BestTrial } from '../../records/recipe/recipe-record.ts';
import type { SearchSize } from '../search-plan.ts';
import type { StepContext, StepOutcome } from '../setup.ts';
import { refinedSpace, type Shift } from '../spaces.ts';
import { paramsText, runSearch } from './search.ts';

/** What a round of step 5 is to do. */
export interface Round {
  /** Counted from 1. */
  readonly round: number;
  /** The best so far, around which is searched. It is the first trial, so that the longer training has something to be compared with. */
  readonly around: BestTrial;
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
export async function searchFinely(context: StepContext, { round, around, shift, size, repeats }: Round): Promise<StepOutcome> {
  const { extra, budget, pool } = context;
  const lag = budget.total === undefined ? LAG.usual : Math.max(LAG.budget, pool.workers);
  const { record, best, evidence, end } = await runSearch(context, {
    ...{ name: `studies/refined-${round}`, stage: 'refined', size, repeats },
    settings: {
      space: refinedSpace(around.params, shift, extra),
      sampler: { type: 'quasiRandom' },
      pruner: { type: 'asha', reductionFactor: 2, minEpochs: 1 },
      ...{ metric: 'valAccuracy', diagnosis: true, keep: 1, lag },
      first: [around.params],
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
      `${paramsText(best.params)}, validation accuracy ${percent(best.valAccuracy ?? Number.NaN)}.`,
    advice: undefined,
    evidence,
  };
}
