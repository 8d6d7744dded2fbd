import { TimeLimit } from '../base/time-limit.ts';

/** The parts of a recipe that take time, in their order. */
export const STAGES = ['checks', 'learningRate', 'coarse', 'refined', 'final'] as const;
export type Stage = (typeof STAGES)[number];

/** What comes after a stage; the last one itself. */
export function nextStage(stage: Stage): Stage {
  return STAGES[STAGES.indexOf(stage) + 1] ?? stage;
}

/**
 * How the time is shared out. The final training gets a third, since what it reaches is what one is left with; the refined search
 * as much, since it decides what that training is; what is before them must only find the right neighbourhood [ours].
 */
export const SHARES: Readonly<Record<Stage, number>> = {
  checks: 0.06,
  learningRate: 0.07,
  coarse: 0.18,
  refined: 0.32,
  final: 0.34,
};
/** What is kept back for starting, writing and reporting. */
const RESERVE = 0.03;

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
    const later = STAGES.slice(STAGES.indexOf(stage) + 1).reduce((sum, one) => sum + SHARES[one], RESERVE);
    return Math.max(0, this.total * (1 - later) - this.spent);
  }

  /** The same as a limit. */
  limitFor(stage: Stage): TimeLimit {
    const left = this.leftFor(stage);
    return left === undefined ? TimeLimit.NONE : new TimeLimit(performance.now() + 1000 * left);
  }
}
