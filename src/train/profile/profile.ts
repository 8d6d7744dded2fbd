import { costOfClock } from '../../base/clock.ts';
import type { BuiltLayer } from '../../nn/network.ts';
import type { Choice } from '../../tensor/program.ts';
import type { Experiment } from '../experiment.ts';
import type { Profiler } from './profiler.ts';
import { type StepTimes, typicalStep } from './step-times.ts';

/**
 * Where the time of a training went. Milliseconds are those of one typical step (see `StepTimes`). Shares are of that step;
 * those of all layers and parts add up to 1.
 */
export interface Profile {
  /** The steps that were looked at: numbers counted from 1. */
  readonly steps: { readonly first: number; readonly last: number; readonly count: number };
  /** In how many of them all threads took part; in the others the calling thread was faster alone. */
  readonly stepsOnAllThreads: number;
  readonly batchSize: number;
  readonly stepMilliseconds: number;
  /** Every layer, those inside of others before them, as in `Network.layers`. */
  readonly layers: readonly LayerProfile[];
  /** What belongs to no layer. */
  readonly parts: readonly Timed[];
  readonly kernels: readonly KernelProfile[];
  readonly threads: readonly ThreadProfile[];
  readonly training: TrainingProfile;
}

interface Timed {
  readonly name: string;
  readonly milliseconds: number;
  readonly share: number;
}

export interface LayerProfile extends Timed {
  readonly type: string;
  readonly forwardMilliseconds: number;
  readonly backwardMilliseconds: number;
  /** Billions of floating-point operations a second, counted as the layer's definition has them: two for a multiply-add. */
  readonly gigaflops: number | undefined;
  /** By which algorithm its passes are computed, where there is a choice. */
  readonly algorithms: readonly { readonly pass: string; readonly algorithm: string }[];
}

export interface KernelProfile extends Timed {
  /** In one step. */
  readonly calls: number;
}

export interface ThreadProfile {
  /** 0 is the one that calls. */
  readonly thread: number;
  /** How long it ran kernels. */
  readonly busyMilliseconds: number;
  readonly share: number;
}

/** The whole training, in seconds. */
export interface TrainingProfile {
  readonly steps: number;
  readonly stepSeconds: number;
  readonly evaluationSeconds: number;
  readonly checkpointSeconds: number;
  readonly testSeconds: number;
}

/** @returns undefined when no step was looked at. */
export function profileOf({ records, steps, milliseconds }: Profiler, experiment: Experiment): Profile | undefined {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { network, config, engine } = experiment;
  const { batchSize } = config.train;
  const times = typicalStep(records, engine.threads, costOfClock());
  const whole = sum(times.calls) + times.loadBatch + times.log + times.javascript;
  const timed = (name: string, own: number): Timed => ({ name, milliseconds: own, share: own / whole });
  const choices = first.runs.flatMap(({ program }) => program.choices);
  return {
    steps: { first: first.step, last: last.step, count: records.length },
    stepsOnAllThreads: records.filter(({ runs }) => runs.every(({ timings }) => timings.length === engine.threads)).length,
    batchSize,
    stepMilliseconds: whole,
    layers: network.layers.map((layer) => {
      const own = layerProfile(layer, times, choices, batchSize);
      return { ...timed(layer.name, own.forwardMilliseconds + own.backwardMilliseconds), ...own };
    }),
    parts: partsOf(times).map(([name, own]) => timed(name, own)),
    kernels: [...new Set(times.calls.map(({ kernel }) => kernel))]
      .map((name) => {
        const calls = times.calls.filter(({ kernel }) => kernel === name);
        return { ...timed(name, sum(calls)), calls: calls.length };
      })
      .sort((a, b) => b.milliseconds - a.milliseconds),
    threads: times.busy.map((busyMilliseconds, thread) => ({ thread, busyMilliseconds, share: busyMilliseconds / whole })),
    training: {
      steps,
      stepSeconds: milliseconds.steps / 1000,
      evaluationSeconds: milliseconds.evaluation / 1000,
      checkpointSeconds: milliseconds.checkpoints / 1000,
      testSeconds: milliseconds['test evaluation'] / 1000,
    },
  };
}

function layerProfile(
  { name, spec, macs }: BuiltLayer,
  times: StepTimes,
  choices: readonly Choice[],
  batchSize: number,
): Omit<LayerProfile, keyof Timed> {
  const calls = times.calls.filter(({ label }) => label.kind === 'layer' && label.name === name);
  const forwardMilliseconds = sum(calls.filter(({ label }) => label.pass === 'forward'));
  const backwardMilliseconds = sum(calls.filter(({ label }) => label.pass !== 'forward'));
  // The first layer has no input gradient.
  const passes = new Set(calls.map(({ label }) => label.pass).filter((pass) => pass !== 'backward')).size;
  const seconds = (forwardMilliseconds + backwardMilliseconds) / 1000;
  return {
    type: spec.type,
    forwardMilliseconds,
    backwardMilliseconds,
    gigaflops: macs === 0 ? undefined : (2 * macs * batchSize * passes) / seconds / 1e9,
    algorithms: choices
      .filter(({ label }) => label.kind === 'layer' && label.name === name)
      .map(({ pass, algorithm }) => ({ pass, algorithm })),
  };
}

/** What belongs to no layer, by name, the kernels of the step in the order of their first calls. */
function partsOf({ calls, loadBatch, log, javascript }: StepTimes): (readonly [name: string, milliseconds: number])[] {
  const names = new Set(calls.flatMap(({ label }) => (label.kind === 'step' ? [label.name] : [])));
  const inPrograms = [...names].map((name) => {
    return [name, sum(calls.filter(({ label }) => label.kind === 'step' && label.name === name))] as const;
  });
  return [['load batch', loadBatch], ...inPrograms, ['log', log], ['javascript', javascript]];
}

function sum(times: readonly { readonly milliseconds: number }[]): number {
  return times.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
