import { TimeLimit } from '../base/time-limit.ts';

/** The parts of a recipe that take time, in their order. */
export const STAGES = ['checks', 'learningRate', 'coarse', 'refined', 'final'] as const;
export type Stage = (typeof STAGES)[number];

export function stagesAfter(stage: Stage): readonly Stage[] {
  return STAGES.slice(STAGES.indexOf(stage) + 1);
}

/**
 * How the time is shared out. The final training gets a third, since what it reaches is what one is left with; the refined search
 * as much, since it decides what that training is; what is before them must only find the right neighbourhood [ours].
 */
const SHARES: Readonly<Record<Stage, number>> = { checks: 0.06, learningRate: 0.07, coarse: 0.18, refined: 0.32, final: 0.34 };
/** What the first steps need to tell anything, in seconds, as long as it is no larger a part of the time than `MOST_OF_IT`. */
const LEAST_SECONDS: Readonly<Partial<Record<Stage, number>>> = { checks: 3, learningRate: 6 };
const MOST_OF_IT = 0.2;
/** What is kept back for starting, writing and reporting. */
const RESERVE = 0.03;

/** The part of so many seconds that each stage gets. */
export function sharesOf(total: number): Readonly<Record<Stage, number>> {
  const least = (stage: Stage) => Math.min(MOST_OF_IT, (LEAST_SECONDS[stage] ?? 0) / total);
  const [checks, learningRate] = [Math.max(SHARES.checks, least('checks')), Math.max(SHARES.learningRate, least('learningRate'))];
  const { coarse, refined, final } = SHARES;
  // What those take more, the others have less.
  const rest = (1 - RESERVE - checks - learningRate) / (coarse + refined + final);
  return { checks, learningRate, coarse: rest * coarse, refined: rest * refined, final: rest * final };
}

/** The time of a recipe: what a stage has no use for, the later ones have. */
export class Budget {
  /** Seconds; undefined: as long as it takes. */
  readonly total: number | undefined;
  readonly #spentBefore: number;
  readonly #began: number;

  /**
   * @param spentBefore by earlier sessions of the same recipe, in seconds
   * @param began when this session did, as `performance.now()` counts
   */
  constructor(total: number | undefined, spentBefore: number, began: number) {
    this.total = total;
    this.#spentBefore = spentBefore;
    this.#began = began;
  }

  /** Seconds, all sessions together. */
  get spent(): number {
    return this.#spentBefore + (performance.now() - this.#began) / 1000;
  }

  /** Seconds that a stage may take from now, so that the later ones have their shares; undefined without a budget. */
  leftFor(stage: Stage): number | undefined {
    if (this.total === undefined) return undefined;
    const shares = sharesOf(this.total);
    const later = stagesAfter(stage).reduce((sum, one) => sum + shares[one], RESERVE);
    return Math.max(0, this.total * (1 - later) - this.spent);
  }

  /** The same as a limit. @param isStopped whether the user wants no more of it */
  limitFor(stage: Stage, isStopped?: () => boolean): TimeLimit {
    const left = this.leftFor(stage);
    return new TimeLimit(left === undefined ? undefined : performance.now() + 1000 * left, isStopped);
  }
}
