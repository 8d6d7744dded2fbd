import { UserError } from '../../base/errors.ts';
import { meanOf } from '../../base/statistics.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { type PreparedData, prepareData } from '../../data/prepare.ts';
import type { Params } from '../../records/study/description.ts';
import { planSearch, type SearchSettings } from '../../search/plan.ts';
import { suggestTrial } from '../../search/suggest.ts';
import { collectGarbage } from '../../train/collect-garbage.ts';
import { buildExperiment, type Experiment } from '../../train/experiment.ts';
import { measureSpeed, predictSeconds, type Speed } from '../../train/smoke/prediction.ts';
import { reasonOf } from '../../trials/failed-trial.ts';
import { crowded, TRIAL_OVERHEAD } from '../../trials/trial-cost.ts';
import { requireValidation } from '../../trials/validation-part.ts';
import type { PreparedSearch } from './prepare.ts';

/** A trial as it would be. */
export interface PlannedTrial {
  readonly index: number;
  readonly params: Params;
  /** On one thread alone, trained to its end. */
  readonly seconds: number | undefined;
  /** What its run takes on the disk, checkpoints left out. */
  readonly bytes: number | undefined;
  /** Of its checkpoints. */
  readonly checkpointBytes: number | undefined;
  /** Why it would fail. */
  readonly problem: string | undefined;
}

export interface DryRun {
  readonly trials: readonly PlannedTrial[];
  /** How many more there would be, which depend on the results of earlier ones. */
  readonly undecided: number;
  /** How many would be done within the budget; undefined without one. */
  readonly fitting: number | undefined;
  /** All together, with so many workers. */
  readonly seconds: number;
  readonly bytes: number;
}

/** More networks than these are not timed but estimated from their multiply-adds. */
const MOST_TIMED = 4;
/** More trials are not listed. */
const MOST_LISTED = 10_000;
/** What runs take on the disk, in bytes, as measured: a step in the tables and in the event file, an epoch, a parameter tensor each epoch, the rest. */
const BYTES = { step: 44, stepOfEvents: 140, epoch: 80, tensor: 45, rest: 3000 };

/**
 * What a sweep would do: every trial checked, its time predicted from a few steps of each network, the disk it would take.
 * @param budget in seconds: then no more trials than are done in it, one at least
 */
export async function dryRun(
  search: PreparedSearch,
  settings: SearchSettings,
  wanted: number,
  workers: number,
  budget: number | undefined,
): Promise<DryRun> {
  const { config, plan } = search;
  const searchPlan = planSearch(settings, config.seed, plan.epochs);
  const { sampler, space, seed, isAdaptive, lag } = searchPlan;
  const total = Math.min(wanted, sampler.total ?? Number.POSITIVE_INFINITY, space.size);
  const known = Math.min(total, isAdaptive ? lag : MOST_LISTED);
  const tried = new Set<string>();
  const timer = new Timer(search);
  const trials: PlannedTrial[] = [];
  const fitting = () => {
    const seconds = average(trials, (trial) => trial.seconds) * crowded(workers);
    return budget === undefined || seconds === 0 ? Number.POSITIVE_INFINITY : workers * Math.floor(budget / seconds);
  };
  for (let index = 0; index < known && index < Math.max(1, fitting()); index++) {
    const params = suggestTrial({ sampler, space, seed, index, view: [], tried });
    if (params === undefined) break;
    tried.add(space.keyOf(params));
    trials.push(await timer.plan(index, params));
  }
  const good = trials.filter(({ problem }) => problem === undefined);
  const mean = (of: (trial: PlannedTrial) => number | undefined) => average(good, of);
  const most = Math.min(total, Math.max(1, fitting()));
  const all = Number.isFinite(most) ? most : trials.length;
  const undecided = Math.max(0, all - trials.length);
  const count = good.length + undecided;
  const checkpoints = Math.min(count, settings.keep + workers) * mean(({ checkpointBytes }) => checkpointBytes);
  return {
    ...{ trials, undecided, fitting: budget === undefined ? undefined : Math.min(fitting(), all) },
    seconds: (mean(({ seconds }) => seconds) * count * crowded(workers)) / Math.min(workers, Math.max(1, count)),
    bytes: mean(({ bytes }) => bytes) * count + checkpoints,
  };
}

function average(trials: readonly PlannedTrial[], of: (trial: PlannedTrial) => number | undefined): number {
  const known = trials.flatMap((trial) => of(trial) ?? []);
  return known.length === 0 ? 0 : meanOf(known);
}

/** Predicts what trials take; networks that were seen before are not timed again. */
class Timer {
  readonly #search: PreparedSearch;
  readonly #speeds = new Map<string, Speed>();
  /** Of the first network that was timed, for an estimate of others: what a multiply-add takes. */
  #reference: { readonly macs: number; readonly speed: Speed } | undefined;

  constructor(search: PreparedSearch) {
    this.#search = search;
  }

  async plan(index: number, params: Params): Promise<PlannedTrial> {
    const nothing = { seconds: undefined, bytes: undefined, checkpointBytes: undefined };
    try {
      const config = this.#search.configs.variant(params);
      const experiment = this.#build(config, true);
      const seconds = TRIAL_OVERHEAD + predictSeconds(experiment, await this.#speedOf(config, experiment));
      return { index, params, seconds, problem: undefined, ...bytesOf(experiment) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { index, params, ...nothing, problem: reasonOf(error) };
    }
  }

  #build(config: ExperimentConfig, planOnly: boolean): Experiment {
    return buildExperiment(config, { threads: 1, planOnly, data: this.#dataFor(config) });
  }

  /** Without the test part, which no trial looks at. */
  #dataFor({ data, seed }: ExperimentConfig): PreparedData {
    const { datasets, data: prepared, config } = this.#search;
    const isSame =
      JSON.stringify([{ ...data, augment: [] }, seed]) === JSON.stringify([{ ...config.data, augment: [] }, config.seed]);
    if (isSame) return { ...prepared, test: undefined };
    const own = prepareData(data, seed, datasets.forSearch(data));
    requireValidation(own, String(data.split.validation));
    return own;
  }

  async #speedOf(config: ExperimentConfig, planned: Experiment): Promise<Speed> {
    const key = JSON.stringify([config.model, config.train.batchSize, config.optimizer.type, config.data.augment]);
    const known = this.#speeds.get(key);
    if (known !== undefined) return known;
    const macs = planned.network.layers.reduce((sum, layer) => sum + layer.macs, 0);
    if (this.#reference !== undefined && this.#speeds.size >= MOST_TIMED)
      return scaled(this.#reference.speed, macs / this.#reference.macs);
    const speed = await measureSpeed([], this.#build(config, false), async () => false);
    collectGarbage();
    this.#reference ??= { macs, speed };
    this.#speeds.set(key, speed);
    return speed;
  }
}

function scaled({ image, evaluatedImage, checkpoint }: Speed, factor: number): Speed {
  return { image: image * factor, evaluatedImage: evaluatedImage * factor, checkpoint };
}

function bytesOf({ config, plan, network, optimizer }: Experiment) {
  const { parameters } = network.parameters;
  const floats = parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
  const perStep = BYTES.step + (config.log.tensorboard ? BYTES.stepOfEvents : 0);
  const perEpoch = BYTES.epoch + (config.log.layers ? BYTES.tensor * parameters.length : 0);
  return {
    bytes: BYTES.rest + plan.totalSteps * perStep + plan.epochs * perEpoch,
    checkpointBytes: 4 * floats * (2 + optimizer.state.size),
  };
}
