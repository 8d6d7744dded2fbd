import { TimeLimit } from '../../src/base/time-limit.ts';
import type { Status } from '../../src/checks/check.ts';
import { runChecks } from '../../src/checks/run.ts';
import { Subject } from '../../src/checks/subject.ts';
import { evaluateSome } from '../../src/checks/training/learning.ts';
import { prepareData } from '../../src/data/prepare.ts';
import { buildExperiment } from '../../src/train/experiment.ts';
import { ShortTrainer, trainingBatches } from '../../src/train/short-training.ts';
import { BUGS, type Bug } from './bugs.ts';
import { healthySetups, PLANTED_IN, type Setup } from './setups.ts';

/** One run of all checks: on a healthy set-up, or on one with a bug in it. */
export interface Job {
  readonly bug: string | undefined;
  readonly setup: string;
  readonly seed: number;
}

export interface JobResult extends Job {
  /** What did not pass, by check. */
  readonly complaints: readonly { readonly id: string; readonly status: Status; readonly reading: string }[];
  readonly seconds: number;
  /** Of held-out images, after the training as it is configured; for set-ups that are meant to be healthy. */
  readonly trainedAccuracy: number | undefined;
}

/** How many of each, and by which numbers they are drawn. */
export interface Extent {
  readonly seeds: number;
  /** The first seed of the set-ups that bugs are planted in. */
  readonly firstSeed: number;
  readonly healthy: number;
  readonly draw: number;
}

export function jobs({ seeds, firstSeed, healthy, draw }: Extent): Job[] {
  const planted = BUGS.flatMap((bug) =>
    PLANTED_IN.filter((setup) => bug.fits?.(setup.config(1)) ?? true).flatMap((setup) =>
      Array.from({ length: seeds }, (_, i) => ({ bug: bug.id, setup: setup.name, seed: firstSeed + i })),
    ),
  );
  const unplanted = [
    ...PLANTED_IN.flatMap((setup) =>
      Array.from({ length: seeds }, (_, i) => ({ bug: undefined, setup: setup.name, seed: firstSeed + i })),
    ),
    ...healthySetups(healthy, draw).map((setup, i) => ({ bug: undefined, setup: setup.name, seed: i + 1 })),
  ];
  return [...planted, ...unplanted];
}

/** Runs all checks on a set-up as `cnn-run sanity-check` does. */
export async function examine({ bug: id, setup: name, seed }: Job, extent: Extent): Promise<JobResult> {
  const began = performance.now();
  const bug = BUGS.find((one) => one.id === id);
  const results = await runChecks(plant(bug, setupNamed(name, extent), seed), {
    limit: TimeLimit.NONE,
    onDemand: bug?.onDemand === true,
  });
  const complaints = results
    .filter(({ status }) => status !== 'pass')
    .map(({ id: check, status, reading = '' }) => ({ id: check, status, reading }));
  const seconds = (performance.now() - began) / 1000;
  const trainedAccuracy = id === undefined ? trainAsConfigured(setupNamed(name, extent), seed) : undefined;
  return { bug: id, setup: name, seed, complaints, seconds, trainedAccuracy };
}

/** The accuracy on held-out images that the training of a set-up, as it is configured, reaches. */
function trainAsConfigured(setup: Setup, seed: number): number {
  const experiment = buildExperiment(setup.config(seed), { threads: 1 });
  new ShortTrainer(experiment).run({
    steps: experiment.plan.totalSteps,
    rate: experiment.schedule,
    batches: trainingBatches(experiment),
  });
  const part = experiment.data.validation ?? experiment.data.test ?? experiment.data.train;
  return evaluateSome(experiment, part, 2000).accuracy;
}

/** The set-up with the bug in it, in every variant that checks will ask for. */
export function plant(bug: Bug | undefined, setup: Setup, seed: number): Subject {
  const healthy = setup.config(seed);
  const config = bug?.config?.(healthy) ?? healthy;
  const prepared = prepareData(config.data, seed);
  const data = bug?.data?.(prepared, seed) ?? prepared;
  return new Subject(config, (variant) => {
    const experiment = buildExperiment(variant, { data, threads: 1 });
    return bug?.experiment?.(experiment, seed) ?? experiment;
  });
}

function setupNamed(name: string, { healthy, draw }: Extent): Setup {
  const setup = [...PLANTED_IN, ...healthySetups(healthy, draw)].find((one) => one.name === name);
  if (setup === undefined) throw new Error(`there is no set-up called ${name}`);
  return setup;
}
