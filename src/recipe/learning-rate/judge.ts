import { exactHypot, exactLog } from '../../base/exact-math.ts';
import { EXPLODED, SIGNIFICANT, SURE } from '../../base/loss-criteria.ts';

/** What a rate is good for. */
export type Verdict = 'too low' | 'good' | 'too high' | 'explodes';

/** How a trial went, or the mean of several. */
export interface Outcome {
  readonly firstLoss: number;
  /** Mean over the last fifth of the steps; Infinity where the trial diverged. */
  readonly lastLoss: number;
  /** Standard error of `lastLoss`, from the scatter of the losses that it is the mean of. */
  readonly noise: number;
}

/** How the trials at one rate went, the mean of its seeds. */
export interface RateOutcome extends Outcome {
  readonly rate: number;
  /** Where there are several seeds: what the first of them gave, which every rate went through. */
  readonly firstSeed?: Outcome | undefined;
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
/** Logarithms of rates that differ by less are the same but for rounding. */
const ROUNDING = 1e-9;

/**
 * Judges rates by the loss that they reach in equally many steps from the same weights. The suggestion is the middle (on a log
 * scale, the lower of two) of the rates that noise does not tell from the best: nothing speaks for the highest of them, and
 * the step to where the loss explodes is often a small one.
 *
 * Two rates are compared over the seeds that both went through, since one seed may be easier than another. Where some went
 * through more than the first, the best and the suggestion are of these.
 *
 * @param chanceLoss of who knows nothing. A loss that begins above it, with weights that are too large, falls to it at once and
 * at many rates; that is not counted as a drop, unless the best is on its way there.
 */
export function judgeRates(outcomes: readonly RateOutcome[], chanceLoss = Number.POSITIVE_INFINITY): Judgement {
  const sorted = outcomes.toSorted((a, b) => a.rate - b.rate);
  const lowest = lowestOf(sorted);
  const isAbove = lowest !== undefined && lowest.lastLoss > (1 + SIGNIFICANT) * chanceLoss;
  const from = isAbove ? Number.POSITIVE_INFINITY : chanceLoss;
  const dropOf = ({ firstLoss, lastLoss }: Outcome) => Math.min(firstLoss, from) - lastLoss;
  const best = lowest !== undefined && isSignificant(lowest, dropOf(lowest)) ? lowest : undefined;
  const verdictOf = (outcome: RateOutcome): Verdict => {
    if (!(outcome.lastLoss <= EXPLODED * Math.abs(outcome.firstLoss))) return 'explodes';
    if (best === undefined) return outcome.lastLoss - outcome.firstLoss > SURE * outcome.noise ? 'too high' : 'too low';
    const [one, other] = comparable(outcome, best);
    if (dropOf(one) >= GOOD * dropOf(other)) return 'good';
    return outcome.rate < best.rate ? 'too low' : 'too high';
  };
  const verdicts = outcomes.map(verdictOf);
  if (best === undefined) return { verdicts, best, window: undefined, suggested: undefined, contenders: [] };
  const isGood = (outcome: RateOutcome) => verdictOf(outcome) === 'good';
  const good = inARow(sorted, best, isGood);
  const alike = inARow(sorted, best, (outcome) => isGood(outcome) && !isTold(outcome, best));
  const contenders = alike.filter(({ firstSeed }) => firstSeed !== undefined || best.firstSeed === undefined);
  return {
    verdicts,
    best,
    window: [good[0]?.rate ?? best.rate, good.at(-1)?.rate ?? best.rate],
    suggested: middleOf(contenders),
    contenders,
  };
}

/** The one with the lowest loss at the end, of those that went through most seeds. */
function lowestOf(outcomes: readonly RateOutcome[]): RateOutcome | undefined {
  const finite = outcomes.filter(({ lastLoss }) => Number.isFinite(lastLoss));
  const decided = finite.filter(({ firstSeed }) => firstSeed !== undefined);
  const candidates = decided.length > 0 ? decided : finite;
  return candidates.length === 0 ? undefined : candidates.reduce((a, b) => (b.lastLoss < a.lastLoss ? b : a));
}

function isSignificant({ lastLoss, noise }: Outcome, drop: number): boolean {
  return drop > Math.max(SIGNIFICANT * Math.abs(lastLoss + drop), SURE * noise);
}

/** Both over the same seeds: all of them, or the first alone. */
function comparable(a: RateOutcome, b: RateOutcome): readonly [Outcome, Outcome] {
  return a.firstSeed !== undefined && b.firstSeed !== undefined ? [a, b] : [a.firstSeed ?? a, b.firstSeed ?? b];
}

/** Whether the difference to the best is more than noise. */
function isTold(outcome: RateOutcome, best: RateOutcome): boolean {
  const [one, other] = comparable(outcome, best);
  return one.lastLoss - other.lastLoss > SURE * exactHypot(one.noise, other.noise);
}

/** Those next to the best on either side for which `holds`, without a gap, ascending. */
function inARow(sorted: readonly RateOutcome[], best: RateOutcome, holds: (outcome: RateOutcome) => boolean): RateOutcome[] {
  const at = sorted.indexOf(best);
  let [from, to] = [at, at + 1];
  while (from > 0 && holds(sorted[from - 1] as RateOutcome)) from -= 1;
  while (to < sorted.length && holds(sorted[to] as RateOutcome)) to += 1;
  return sorted.slice(from, to);
}

/** The one nearest to half-way between the lowest and the highest on a log scale. @param ascending not empty */
function middleOf(ascending: readonly RateOutcome[]): RateOutcome | undefined {
  const [low, high] = [ascending[0], ascending.at(-1)];
  if (low === undefined || high === undefined) return undefined;
  const middle = (exactLog(low.rate) + exactLog(high.rate)) / 2;
  const distance = ({ rate }: RateOutcome) => Math.abs(exactLog(rate) - middle);
  return ascending.reduce((a, b) => (distance(b) < distance(a) - ROUNDING ? b : a));
}
