import type { TimeLimit } from '../../base/time-limit.ts';
import type { Experiment, ExperimentConfig } from '../../train/experiment.ts';
import { baseRate, Trials } from '../../train/trials.ts';
import { type Judgement, judgeRates, type RateOutcome, type Verdict } from './judge.ts';
import { type RangeTest, rangeTest } from './range-test.ts';
import { averaged, type RateTrial, tryRate } from './rate-trial.ts';
import { DECADES, decade, HIGHEST, halfDecades, isNear, LOWEST } from './rates.ts';

/** Where the config has none: "small weight decay on". */
const SMALL_WEIGHT_DECAY = 1e-4;
/** Seeds that decide where the first cannot. */
const MORE_SEEDS = 2;
/** Rates that go through them, at most. */
const MOST_CONTENDERS = 3;
const RANGE_STEPS = 200;
/** With a time limit: the part of it for the first four rates, and the fewest steps of a trial. */
const DECADES_SHARE = 0.35;
const FEWEST_STEPS = 20;

export interface FindOptions {
  /** Steps of a trial. */
  readonly steps: number;
  readonly limit: TimeLimit;
  /** Is told what is tried next. */
  readonly onTrial?: (what: string) => void;
}

/** A rate that was tried, with its seeds. */
export interface JudgedRate extends RateOutcome {
  readonly verdict: Verdict;
  readonly trials: readonly RateTrial[];
}

export interface FoundRate extends Pick<Judgement, 'window'> {
  readonly suggested: number | undefined;
  /** Ascending. */
  readonly rates: readonly JudgedRate[];
  readonly rangeTest: RangeTest | undefined;
  /** Of a trial; fewer than asked for when time was short. */
  readonly steps: number;
  readonly weightDecay: number;
  /** What time was too short for. */
  readonly leftOut: readonly string[];
}

/** The config with the weight decay that this step of the recipe asks for: its own, or a small one where it has none. */
function withSmallDecay(config: ExperimentConfig): ExperimentConfig {
  const { weightDecay } = config.optimizer;
  return Number(weightDecay) > 0 ? config : { ...config, optimizer: { ...config.optimizer, weightDecay: SMALL_WEIGHT_DECAY } };
}

/**
 * Step 3 of the recipe: finds a learning rate that makes the loss go down. The rates that the lecture names, and on where the best is
 * at their end, then half-decades about the good ones; more seeds where noise hides which is best; the range test beside it.
 * @param build makes an experiment of a config, on the same data each time.
 */
export function findLearningRate(
  given: ExperimentConfig,
  build: (config: ExperimentConfig) => Experiment,
  options: FindOptions,
): FoundRate {
  const config = withSmallDecay(given);
  const search = new Search(build(config), options);
  const leftOut = [
    ...search.tryDecades(),
    ...search.tryHalfDecades(),
    ...search.tryConfigured(),
    ...search.trySeeds((seed) => build({ ...config, seed })),
  ];
  const range = options.limit.isOver ? undefined : search.rangeTest();
  if (range === undefined) leftOut.push('the range test');
  return { ...search.result(), rangeTest: range, weightDecay: Number(config.optimizer.weightDecay), leftOut };
}

class Search {
  readonly #trials: Trials;
  readonly #options: FindOptions;
  readonly #made = new Map<number, RateTrial[]>();
  readonly #steps: number;

  constructor(experiment: Experiment, options: FindOptions) {
    this.#trials = new Trials(experiment);
    this.#options = options;
    this.#steps = this.#stepsInTime();
  }

  tryDecades(): string[] {
    const untried = DECADES.filter((rate) => !this.#try(rate));
    while (untried.length === 0) {
      const { best } = this.#judge();
      const rates = [...this.#made.keys()].sort((a, b) => a - b);
      const [lowest = 0, highest = 0] = [rates[0], rates.at(-1)];
      // Where all explode, lower ones are wanted; where none moves the loss, higher ones.
      const explodes = this.#judge().verdicts.filter((verdict) => verdict === 'explodes').length;
      const downwards = best === undefined ? explodes === rates.length : best.rate === lowest;
      const upwards = best === undefined ? explodes === 0 : best.rate === highest;
      const next = downwards ? decade(lowest, -1) : upwards ? decade(highest, 1) : undefined;
      if (next === undefined || next < LOWEST || next > HIGHEST) return [];
      if (!this.#try(next)) return [`learning rate ${next}`];
    }
    return untried.map((rate) => `learning rate ${rate}`);
  }

  tryHalfDecades(): string[] {
    const { window } = this.#judge();
    if (window === undefined) return [];
    const good = [...this.#made.keys()].filter((rate) => rate >= window[0] && rate <= window[1]);
    const rates = new Set(good.toSorted((a, b) => a - b).flatMap((rate) => [...halfDecades(rate)]));
    return [...rates].filter((rate) => !this.#knows(rate) && !this.#try(rate)).map((rate) => `learning rate ${rate}`);
  }

  /** The rate of the config, so that it can be compared. */
  tryConfigured(): string[] {
    const rate = baseRate(this.#trials.experiment);
    if (rate === 0 || this.#knows(rate) || this.#try(rate)) return [];
    return [`learning rate ${rate}`];
  }

  /** Other initial weights in another order, where one seed does not tell the best from the next. */
  trySeeds(buildWith: (seed: number) => Experiment): string[] {
    const { contenders, best } = this.#judge();
    if (contenders.length < 2 || best === undefined) return [];
    const nearest = contenders.toSorted((a, b) => a.lastLoss - b.lastLoss).slice(0, MOST_CONTENDERS);
    const { seed } = this.#trials.experiment.config;
    for (let more = 1; more <= MORE_SEEDS; more++) {
      if (this.#options.limit.isOver) return [`seed ${seed + more}`];
      const experiment = buildWith(seed + more);
      const trials = new Trials(experiment);
      const made = nearest.map(({ rate }) => this.#run(trials, rate));
      void experiment.engine.stopThreads();
      // All or none: a mean over different seeds would compare nothing.
      if (made.some(({ isCut }) => isCut)) return [`seed ${seed + more}`];
      for (const trial of made) this.#made.get(trial.rate)?.push(trial);
    }
    return [];
  }

  rangeTest(): RangeTest | undefined {
    const { onTrial, limit } = this.#options;
    onTrial?.('range test');
    const test = rangeTest(this.#trials, Math.round((RANGE_STEPS * this.#steps) / this.#options.steps), limit);
    return limit.isOver ? undefined : test;
  }

  result() {
    const outcomes = this.#outcomes();
    const { verdicts, window, suggested } = this.#judge();
    const rates = outcomes.map((outcome, i) => ({
      ...outcome,
      verdict: verdicts[i] ?? 'explodes',
      trials: this.#made.get(outcome.rate) ?? [],
    }));
    return { rates, window, suggested: suggested?.rate, steps: this.#steps };
  }

  #outcomes(): RateOutcome[] {
    return [...this.#made].map(([, trials]) => averaged(trials)).sort((a, b) => a.rate - b.rate);
  }

  #judge(): Judgement {
    return judgeRates(this.#outcomes());
  }

  #knows(rate: number): boolean {
    return [...this.#made.keys()].some((known) => isNear(known, rate));
  }

  /** @returns whether there was time for it. */
  #try(rate: number): boolean {
    if (this.#options.limit.isOver) return false;
    const trial = this.#run(this.#trials, rate);
    if (!trial.isCut) this.#made.set(rate, [trial]);
    return !trial.isCut;
  }

  #run(trials: Trials, rate: number): RateTrial {
    this.#options.onTrial?.(`learning rate ${rate}, seed ${trials.experiment.config.seed}`);
    return tryRate(trials, rate, this.#steps, this.#options.limit);
  }

  /** As many steps as asked for, or as the time allows: measured on a few. */
  #stepsInTime(): number {
    const { steps, limit } = this.#options;
    if (limit.left === Number.POSITIVE_INFINITY) return steps;
    tryRate(this.#trials, DECADES[3], 2, limit);
    const began = performance.now();
    tryRate(this.#trials, DECADES[3], 4, limit);
    const milliseconds = (performance.now() - began) / 4;
    return Math.max(
      Math.min(steps, FEWEST_STEPS),
      Math.min(steps, Math.floor((DECADES_SHARE * limit.left) / DECADES.length / milliseconds)),
    );
  }
}
