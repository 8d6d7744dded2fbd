import type { Experiment } from './experiment.ts';
import { ShortTrainer, type ShortTraining, type ShortTrainingPlan } from './short-training.ts';
import { takeSnapshot } from './snapshot.ts';

/** A trial: a short training at one learning rate, or at a rate that changes by step. */
export interface TrialPlan extends Omit<ShortTrainingPlan, 'rate'> {
  readonly rate: number | ((step: number) => number);
}

/** A schedule that warms up is not thrown in at its peak: trials rise to it over this many steps. */
const RAMP = 20;

/**
 * Short trainings of one experiment, each from the same initial weights and the same empty optimizer state. The experiment is
 * left as the last trial left it, for looking at it; `restore` puts it back.
 */
export class Trials {
  readonly experiment: Experiment;
  readonly #trainer: ShortTrainer;
  readonly #start: { restore(): void };
  readonly #ramp: number;

  constructor(experiment: Experiment) {
    this.experiment = experiment;
    this.#trainer = new ShortTrainer(experiment);
    this.#start = takeSnapshot(experiment);
    const base = baseRate(experiment);
    this.#ramp = experiment.plan.totalSteps > RAMP && experiment.schedule(0) < base / 2 ? RAMP : 0;
  }

  run(plan: TrialPlan): ShortTraining {
    this.restore();
    return this.#trainer.run(this.#byStep(plan));
  }

  /** The same, letting signals and the display have their turns. */
  async runInTurns(plan: TrialPlan): Promise<ShortTraining> {
    this.restore();
    return await this.#trainer.runInTurns(this.#byStep(plan));
  }

  restore(): void {
    this.#start.restore();
  }

  #byStep({ rate, ...plan }: TrialPlan): ShortTrainingPlan {
    return { ...plan, rate: typeof rate === 'number' ? (step: number) => rate * this.#rampAt(step) : rate };
  }

  #rampAt(step: number): number {
    return step < this.#ramp ? (step + 1) / this.#ramp : 1;
  }
}

/** The learning rate that the optimizer of a config names, which schedules start from, rise to or fall from. */
export function baseRate({ config }: Experiment): number {
  return Number(config.optimizer.lr);
}
