import { EXPLODED } from '../../checks/training/learning.ts';

/** What a rate is good for. */
export type Verdict = 'too low' | 'good' | 'too high' | 'explodes';

/** How a trial at one rate went, the mean of its seeds. */
export interface RateOutcome {
  readonly rate: number;
  readonly firstLoss: number;
  /** Mean over the last fifth of the steps; Infinity where the trial diverged. */
  readonly lastLoss: number;
  /** Standard error of `lastLoss`, from the scatter of the losses that it is the mean of. */
  readonly noise: number;
}

export interface Judgement {
  /** By rate, in the order of the outcomes. */
  readonly verdicts: readonly Verdict[];
  /** Undefined when no rate makes the loss drop. */
  readonly best: RateOutcome | undefined;
  /** The lowest and the highest of the good rates in a row around the best. */
  readonly window: readonly [low: number, high: number] | undefined;
  readonly suggested: RateOutcome | undefined;
  /** Rates, ascending, that the noise does not tell from the best. */
  readonly contenders: readonly RateOutcome[];
}

/** A rate is good that reaches this part of the best drop [ours]. */
const GOOD = 0.8;
/** "The loss must drop significantly": by this part of the first loss, and more than noise [ours]. */
const SIGNIFICANT = 0.05;
/** Standard errors of the difference within which two rates are the same. */
const SURE = 2;

/**
 * Judges rates by the loss that they reach in equally many steps from the same weights. The suggestion is the middle (on a log
 * scale, the lower of two) of the rates that noise does not tell from the best: nothing speaks for the highest of them, and
 * the step to where the loss explodes is often a small one.
 */
export function judgeRates(outcomes: readonly RateOutcome[]): Judgement {
  const sorted = outcomes.toSorted((a, b) => a.rate - b.rate);
  const best = bestOf(sorted);
  const verdicts = outcomes.map((outcome) => verdictOf(outcome, best));
  if (best === undefined) return { verdicts, best, window: undefined, suggested: undefined, contenders: [] };
  const isGood = (outcome: RateOutcome) => verdictOf(outcome, best) === 'good';
  const good = inARow(sorted, best, isGood);
  const contenders = inARow(sorted, best, (outcome) => isGood(outcome) && !isTold(outcome, best));
  return {
    verdicts,
    best,
    window: [good[0]?.rate ?? best.rate, good.at(-1)?.rate ?? best.rate],
    suggested: contenders[Math.floor((contenders.length - 1) / 2)],
    contenders,
  };
}

function bestOf(outcomes: readonly RateOutcome[]): RateOutcome | undefined {
  const finite = outcomes.filter(({ lastLoss }) => Number.isFinite(lastLoss));
  const [first] = finite;
  if (first === undefined) return undefined;
  const best = finite.reduce((a, b) => (b.lastLoss < a.lastLoss ? b : a), first);
  const drop = best.firstLoss - best.lastLoss;
  return drop > Math.max(SIGNIFICANT * Math.abs(best.firstLoss), SURE * best.noise) ? best : undefined;
}

function verdictOf({ rate, firstLoss, lastLoss }: RateOutcome, best: RateOutcome | undefined): Verdict {
  if (!(lastLoss <= EXPLODED * Math.abs(firstLoss))) return 'explodes';
  if (best === undefined) return 'too low';
  if (firstLoss - lastLoss >= GOOD * (best.firstLoss - best.lastLoss)) return 'good';
  return rate < best.rate ? 'too low' : 'too high';
}

/** Whether the difference to the best is more than noise. */
function isTold(outcome: RateOutcome, best: RateOutcome): boolean {
  return outcome.lastLoss - best.lastLoss > SURE * Math.hypot(outcome.noise, best.noise);
}

/** Those next to the best on either side for which `holds`, without a gap, ascending. */
function inARow(sorted: readonly RateOutcome[], best: RateOutcome, holds: (outcome: RateOutcome) => boolean): RateOutcome[] {
  const at = sorted.indexOf(best);
  let [from, to] = [at, at + 1];
  while (from > 0 && holds(sorted[from - 1] as RateOutcome)) from -= 1;
  while (to < sorted.length && holds(sorted[to] as RateOutcome)) to += 1;
  return sorted.slice(from, to);
}
