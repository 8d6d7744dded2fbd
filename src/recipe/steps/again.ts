import { pointsText } from '../../base/format.ts';
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
  /** Whether it looks for what this round did not try: then it is worth a round even where this one gained nothing. */
  readonly looksElsewhere: boolean;
}

/** Later rounds look closer around the best, unless the curves say where to look. */
const CLOSER: Change = {
  shift: { rate: [1 / 2, 2], decay: [1 / 5, 5] },
  longer: 1,
  reason: 'a closer look around the best',
  looksElsewhere: false,
};

/** "What the curves say": the table of the lecture as changes of the search. */
const CHANGES: Readonly<Record<string, Change>> = {
  stillRising: { ...CLOSER, longer: 1.5, reason: 'longer, since both accuracies still rise' },
  overfitting: {
    shift: { rate: AROUND.rate, decay: [1, 30] },
    longer: 1,
    reason: 'more weight decay against overfitting',
    looksElsewhere: true,
  },
  underfitting: {
    shift: { rate: [1 / 2, 4], decay: [1 / 30, 1] },
    longer: 1,
    reason: 'less weight decay and higher rates against underfitting',
    looksElsewhere: true,
  },
  rateTooLow: { shift: { rate: [1, 6], decay: AROUND.decay }, longer: 1, reason: 'higher rates', looksElsewhere: true },
  rateTooHigh: { shift: { rate: [1 / 6, 1], decay: AROUND.decay }, longer: 1, reason: 'lower rates', looksElsewhere: true },
  rateVeryHigh: {
    shift: { rate: [1 / 30, 1 / 2], decay: AROUND.decay },
    longer: 1,
    reason: 'much lower rates',
    looksElsewhere: true,
  },
};

/** What the readings of the best training ask for. */
export function changeFor(readings: CurvesEvidence['readings']): Change {
  const asked = readings.find(({ shape, confidence }) => confidence >= SURE && CHANGES[shape] !== undefined);
  return (asked === undefined ? undefined : CHANGES[asked.shape]) ?? CLOSER;
}

export interface Comparison {
  /** The best before this round, trained as long as its trials. */
  readonly before: BestTrial;
  /** What training it longer gained, where it had been trained for fewer epochs or on fewer images. */
  readonly gainOfLength: number | undefined;
  readonly after: BestTrial | undefined;
  readonly noise: number;
  readonly noiseFrom: AgainEvidence['noiseFrom'];
  /** Whether there would be time for another round. */
  readonly hasTime: boolean;
  /** Whether there may be one. */
  readonly isLast: boolean;
  readonly change: Change;
  /** What this round did otherwise than the one before. */
  readonly lastChange: Change;
}

/** Step 7: back to step 5, until the gain is below the noise or the budget is spent. */
export function decideAgain(comparison: Comparison): StepOutcome {
  const { before, gainOfLength, after, noise, noiseFrom, hasTime, isLast, change, lastChange } = comparison;
  const gain = after === undefined ? 0 : after.valAccuracy - before.valAccuracy;
  const isWorth = gain > noise;
  // What the curves ask for is tried once: it helps, or the gain says that it does not.
  const isAsked = change.looksElsewhere && change.reason !== lastChange.reason;
  const wanted = isWorth ? 'worth another round' : isAsked ? 'the curves ask for it' : undefined;
  const because = wanted === undefined ? 'gain below the noise' : !hasTime ? 'budget spent' : isLast ? 'rounds done' : wanted;
  const goesOn = because === wanted;
  const what =
    gainOfLength === undefined
      ? `The round ${gained(gain)}`
      : `Longer training ${gained(gainOfLength)}, the search ${gained(gain)}`;
  const noiseText = `a noise of ${points(noise)} (${noiseFrom === 'seeds' ? 'between seeds' : 'from the size of the validation part'})`;
  const next = {
    'gain below the noise': 'more would only follow the noise',
    'budget spent': 'there is no time for another round',
    'rounds done': 'these were all rounds',
    'worth another round': `back to step 5: ${change.reason}`,
    'the curves ask for it': `back to step 5 all the same, as the curves ask: ${change.reason}`,
  }[because];
  return {
    status: 'passed',
    decision: `${what} against ${noiseText}; ${next}.`,
    advice: undefined,
    evidence: { kind: 'again', gain, gainOfLength, noise, noiseFrom, goesOn, because },
  };
}

/** Percentage points: a difference of accuracies is no share of anything. */
function points(difference: number): string {
  return `${pointsText(difference)} points`;
}

function gained(difference: number): string {
  return `${difference >= 0 ? 'gained' : 'lost'} ${points(Math.abs(difference))}`;
}
