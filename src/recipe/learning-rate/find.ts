import type { TimeLimit } from '../../base/time-limit.ts';
import { chanceLossOf } from '../../train/chance-loss.ts';
import { collectGarbage } from '../../train/collect-garbage.ts';
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
/** The part of it for measuring how long a step takes, and once more for warming up. */
const MEASURING_SHARE = 0.05;
const MEASURED_STEPS = 100;

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
  /** Of who knows nothing of the images. */
  readonly chanceLoss: number;
  /** What time was too short for. */
  readonly leftOut: readonly string[];
  /** Whether time was too short even for the first rates, so that nothing is suggested. */
  readonly isUndecided: boolean;
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
export async function findLearningRate(
  given: ExperimentConfig,
  build: (config: ExperimentConfig) => Experiment,
  options: FindOptions,
): Promise<FoundRate> {
  const config = withSmallDecay(given);
  const search = await Search.open(build(config), options);
  const untried = await search.tryDecades();
  const leftOut =
    untried.length > 0
      ? [...untried.map(labelOf), 'rates between them']
      : [
          ...(await search.tryHalfDecades()),
          ...(await search.tryConfigured()),
          ...(await search.trySeeds((seed) => build({ ...config, seed }))),
        ];
  const range = options.limit.isOver ? undefined : await search.rangeTest();
  if (range === undefined) leftOut.push('the range test');
  const result = search.result();
  return {
    ...result,
    isUndecided: false,
    // What is best of a few rates may be far from what is best.
    ...(DECADES.some((rate) => untried.includes(rate)) ? { window: undefined, suggested: undefined, isUndecided: true } : {}),
    rangeTest: range,
    weightDecay: Number(config.optimizer.weightDecay),
    leftOut: [...new Set(leftOut)],
  };
}

function labelOf(rate: number): string {
  return `learning rate ${rate}`;
}

class Search {
  readonly #trials: Trials;
  readonly #options: FindOptions;
  readonly #made = new Map<number, RateTrial[]>();
  readonly #steps: number;
  readonly #chanceLoss: number;

  private constructor(trials: Trials, steps: number, options: FindOptions) {
    this.#trials = trials;
    this.#options = options;
    this.#chanceLoss = chanceLossOf(trials.experiment);
    this.#steps = steps;
  }

  static async open(experiment: Experiment, options: FindOptions): Promise<Search> {
    const trials = new Trials(experiment);
    return new Search(trials, await stepsInTime(trials, options), options);
  }

  /** @returns the rates that there was no time for. */
  async tryDecades(): Promise<number[]> {
    const untried = await this.#tryAll(DECADES);
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
      if (!(await this.#try(next))) return [next];
    }
    return untried;
  }

  async tryHalfDecades(): Promise<string[]> {
    const { window } = this.#judge();
    if (window === undefined) return [];
    const good = [...this.#made.keys()].filter((rate) => rate >= window[0] && rate <= window[1]);
    const rates = new Set(good.toSorted((a, b) => a - b).flatMap((rate) => [...halfDecades(rate)]));
    return (await this.#tryAll([...rates].filter((rate) => !this.#knows(rate)))).map(labelOf);
  }

  /** The rate of the config, so that it can be compared. */
  async tryConfigured(): Promise<string[]> {
    const rate = baseRate(this.#trials.experiment);
    if (rate === 0 || this.#knows(rate) || (await this.#try(rate))) return [];
    return [labelOf(rate)];
  }

  /** Other initial weights in another order, where one seed does not tell the best from the next. */
  async trySeeds(buildWith: (seed: number) => Experiment): Promise<string[]> {
    const { contenders, best } = this.#judge();
    if (contenders.length < 2 || best === undefined) return [];
    const nearest = contenders.toSorted((a, b) => a.lastLoss - b.lastLoss).slice(0, MOST_CONTENDERS);
    const { seed } = this.#trials.experiment.config;
    for (let more = 1; more <= MORE_SEEDS; more++) {
      if (this.#options.limit.isOver) return [`seed ${seed + more}`];
      const made = await this.#runAll(
        nearest.map(({ rate }) => rate),
        buildWith(seed + more),
      );
      // Each experiment has a copy of the images: they should not lie in memory all at once.
      collectGarbage();
      // All or none: a mean over different seeds would compare nothing.
      if (made.some(({ isCut }) => isCut)) return [`seed ${seed + more}`];
      for (const trial of made) this.#made.get(trial.rate)?.push(trial);
    }
    return [];
  }

  async rangeTest(): Promise<RangeTest | undefined> {
    const { onTrial, limit } = this.#options;
    onTrial?.('range test');
    const test = await rangeTest(this.#trials, Math.round((RANGE_STEPS * this.#steps) / this.#options.steps), limit);
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
    return { rates, window, suggested: suggested?.rate, steps: this.#steps, chanceLoss: this.#chanceLoss };
  }

  #outcomes(): RateOutcome[] {
    return [...this.#made].map(([, trials]) => averaged(trials)).sort((a, b) => a.rate - b.rate);
  }

  #judge(): Judgement {
    return judgeRates(this.#outcomes(), this.#chanceLoss);
  }

  #knows(rate: number): boolean {
    return [...this.#made.keys()].some((known) => isNear(known, rate));
  }

  /** One after the other. @returns those that there was no time for. */
  async #tryAll(rates: readonly number[]): Promise<number[]> {
    const untried: number[] = [];
    for (const rate of rates) if (!(await this.#try(rate))) untried.push(rate);
    return untried;
  }

  /** @returns whether there was time for it. */
  async #try(rate: number): Promise<boolean> {
    if (this.#options.limit.isOver) return false;
    const trial = await this.#run(this.#trials, rate);
    if (!trial.isCut) this.#made.set(rate, [trial]);
    return !trial.isCut;
  }

  async #runAll(rates: readonly number[], experiment: Experiment): Promise<RateTrial[]> {
    const trials = new Trials(experiment);
    const made: RateTrial[] = [];
    for (const rate of rates) made.push(await this.#run(trials, rate));
    await experiment.engine.stopThreads();
    return made;
  }

  async #run(trials: Trials, rate: number): Promise<RateTrial> {
    this.#options.onTrial?.(`learning rate ${rate}, seed ${trials.experiment.config.seed}`);
    return await tryRate(trials, rate, this.#steps, this.#options.limit);
  }
}

/** As many steps as asked for, or as the time allows: measured on a few, once they are as fast as they will be. */
async function stepsInTime(trials: Trials, { steps, limit }: FindOptions): Promise<number> {
  if (limit.left === Number.POSITIVE_INFINITY) return steps;
  const run = async () => (await tryRate(trials, DECADES[3], MEASURED_STEPS, limit.part(MEASURING_SHARE))).losses.length;
  // The first step is captured, and the kernels are compiled anew while the first ones run.
  await run();
  await trials.experiment.engine.allThreadsReady();
  const fewest = Math.min(steps, FEWEST_STEPS);
  if (limit.isOver) return fewest;
  const began = performance.now();
  const count = await run();
  const milliseconds = (performance.now() - began) / count;
  return Math.max(fewest, Math.min(steps, Math.floor((DECADES_SHARE * limit.left) / DECADES.length / milliseconds)));
}
