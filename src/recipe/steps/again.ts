import { percent } from '../../base/format.ts';
import type { AgainEvidence, BestTrial, CurvesEvidence } from '../../records/recipe/recipe-record.ts';
import type { StepOutcome } from '../setup.ts';
import { AROUND, type Shift } from '../spaces.ts';

/** A reading that is less sure changes nothing. */
const SURE = 0.6;

/** What the next round does otherwise. */
export interface Change {
  readonly shift: Shift;
  /** Of the epochs of this round. */
  readonly longer: number;
  /** Why: a clause. */
  readonly reason: string;
}

/** Later rounds look closer around the best, unless the curves say where to look. */
const CLOSER: Change = { shift: { rate: [1 / 2, 2], decay: [1 / 5, 5] }, longer: 1, reason: 'a closer look around the best' };

/** "What the curves say": the table of the lecture as changes of the search. */
const CHANGES: Readonly<Record<string, Change>> = {
  stillRising: { ...CLOSER, longer: 1.5, reason: 'longer, since both accuracies still rise' },
  overfitting: { shift: { rate: AROUND.rate, decay: [1, 30] }, longer: 1, reason: 'more weight decay against overfitting' },
  underfitting: {
    shift: { rate: [1 / 2, 4], decay: [1 / 30, 1] },
    longer: 1,
    reason: 'less weight decay and higher rates against underfitting',
  },
  rateTooLow: { shift: { rate: [1, 6], decay: AROUND.decay }, longer: 1, reason: 'higher rates' },
  rateTooHigh: { shift: { rate: [1 / 6, 1], decay: AROUND.decay }, longer: 1, reason: 'lower rates' },
  rateVeryHigh: { shift: { rate: [1 / 30, 1 / 2], decay: AROUND.decay }, longer: 1, reason: 'much lower rates' },
};

/** What the readings of the best training ask for. */
export function changeFor(readings: CurvesEvidence['readings']): Change {
  const asked = readings.find(({ shape, confidence }) => confidence >= SURE && CHANGES[shape] !== undefined);
  return (asked === undefined ? undefined : CHANGES[asked.shape]) ?? CLOSER;
}

export interface Comparison {
  readonly before: BestTrial;
  readonly after: BestTrial | undefined;
  readonly noise: number;
  readonly noiseFrom: AgainEvidence['noiseFrom'];
  /** Whether there would be time for another round. */
  readonly hasTime: boolean;
  /** Whether there may be one. */
  readonly isLast: boolean;
  readonly change: Change;
}

/** Step 7: back to step 5, until the gain is below the noise or the budget is spent. */
export function decideAgain({ before, after, noise, noiseFrom, hasTime, isLast, change }: Comparison): StepOutcome {
  const gain = after === undefined ? 0 : after.valAccuracy - before.valAccuracy;
  const isWorth = gain > noise;
  const because = !isWorth ? 'gain below the noise' : !hasTime ? 'budget spent' : isLast ? 'rounds done' : 'worth another round';
  const goesOn = because === 'worth another round';
  const points = `${gain >= 0 ? 'gained' : 'lost'} ${percent(Math.abs(gain))}`;
  const noiseText = `${percent(noise)} of noise (${noiseFrom === 'seeds' ? 'between seeds' : 'from the size of the validation part'})`;
  const next = {
    'gain below the noise': 'more would only follow the noise',
    'budget spent': 'there is no time for another round',
    'rounds done': 'these were all rounds',
    'worth another round': `back to step 5: ${change.reason}`,
  }[because];
  return {
    status: 'passed',
    decision: `The round ${points} against ${noiseText}; ${next}.`,
    advice: undefined,
    evidence: { kind: 'again', gain, noise, noiseFrom, goesOn, because },
  };
}
