/** `cnn-run train --profile`: the tables, the trace, and that what is trained does not change by being looked at. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, documentOf, expectPlain, expectRefusal, type Outcome } from '../helpers/cli.ts';
import { exactFiles, experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
/** Branches, both algorithms, and work to be divided. 12 steps, of which the last 10 are looked at. */
const config = writeText(
  cwd,
  'branches.yaml',
  `seed: 3
data: { dataset: idx, path: data, split: { validation: 0.2 } }
model:
  - { type: conv2d, name: conv, channels: 16, kernel: 5 }
  - relu
  - type: residual
    name: block
    layers:
      - { type: conv2d, name: inner, channels: 16, kernel: 3, bias: false }
      - batchNorm2d
  - flatten
  - { type: linear, name: fc, features: classes }
train: { steps: 12, batchSize: 16 }
`,
);
const LAYERS = ['conv', '1', 'block.layers.inner', 'block.layers.1', 'block', '3', 'fc'];
/** Those that have kernels of their own; the layer before them does the work of the others as it goes. */
const WITH_KERNELS = ['conv', 'block.layers.inner', 'block.layers.1', 'fc'];
const PARTS = ['load batch', 'zero grads', 'input', 'loss', 'gradient norm', 'update', 'log', 'javascript'];

interface Timed {
  readonly name: string;
  readonly milliseconds: number;
  readonly share: number;
}
interface Layer extends Timed {
  readonly type: string;
  readonly forwardMilliseconds: number;
  readonly backwardMilliseconds: number;
  readonly gigaflops: number | null;
  readonly algorithms: readonly { readonly pass: string; readonly algorithm: string }[];
}
interface Profile {
  readonly steps: { readonly first: number; readonly last: number; readonly count: number };
  readonly stepsOnAllThreads: number;
  readonly batchSize: number;
  readonly stepMilliseconds: number;
  readonly layers: readonly Layer[];
  readonly parts: readonly Timed[];
  readonly kernels: readonly (Timed & { readonly calls: number })[];
  readonly threads: readonly { readonly thread: number; readonly busyMilliseconds: number; readonly share: number }[];
  readonly training: Readonly<Record<string, number>>;
  readonly trace: string;
}
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly cat?: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args?: Readonly<Record<string, string>>;
}

function profileOf(outcome: Outcome): Profile {
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
  return documentOf(outcome).profile as Profile;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe.each([1, 2])('on %i threads', (threads) => {
  const runs = `runs-${threads}`;
  const train = (...args: string[]) =>
    cnnRun(['train', config, '--runs', runs, '--threads', String(threads), '--json', ...args], { cwd });
  let plain: Outcome;
  let profiled: Outcome;
  let profile: Profile;
  let events: readonly TraceEvent[];
  beforeAll(async () => {
    plain = await train();
    profiled = await train('--profile');
    profile = profileOf(profiled);
    events = JSON.parse(readFileSync(join(cwd, profile.trace), 'utf8')).traceEvents;
  });

  it('trains the same bits as without', () => {
    expect(plain.code).toBe(0);
    const exact = exactFiles(join(cwd, runs, 'branches-002'));
    expect(exact).toEqual(exactFiles(join(cwd, runs, 'branches-001')));
    expect(documentOf(plain)).not.toHaveProperty('profile');
    expect(readdirSync(join(cwd, runs, 'branches-001'))).not.toContain('trace.json');
  });

  it('looks at the last ten steps of a short training, all threads taking part', () => {
    expect(profile.steps).toEqual({ first: 3, last: 12, count: 10 });
    expect(profile.stepsOnAllThreads).toBe(10);
    expect(profile.batchSize).toBe(16);
    expect(profile.threads.map(({ thread }) => thread)).toEqual(threads === 1 ? [0] : [0, 1]);
    for (const { busyMilliseconds, share } of profile.threads) {
      expect(busyMilliseconds).toBeGreaterThanOrEqual(0);
      expect(share).toBeCloseTo(busyMilliseconds / profile.stepMilliseconds, 9);
    }
    // The other thread may come too late for most of so little work, where something else keeps the cores busy.
    expect(profile.threads[0]?.busyMilliseconds).toBeGreaterThan(0);
    expect(profile.training).toMatchObject({ steps: 12 });
    expect(profile.training.stepSeconds).toBeGreaterThan(0);
    expect(profile.training.evaluationSeconds).toBeGreaterThan(0);
    expect(profile.training.checkpointSeconds).toBeGreaterThan(0);
  });

  it('knows every layer and part, and their times add up to the step', () => {
    const { layers, parts, kernels, stepMilliseconds } = profile;
    expect(layers.map(({ name }) => name)).toEqual(LAYERS);
    expect(parts.map(({ name }) => name)).toEqual(PARTS);
    const all = [...layers, ...parts];
    for (const { milliseconds, share } of [...all, ...kernels]) {
      expect(milliseconds).toBeGreaterThanOrEqual(0);
      expect(share).toBeCloseTo(milliseconds / stepMilliseconds, 9);
    }
    expect(sum(all.map(({ milliseconds }) => milliseconds))).toBeCloseTo(stepMilliseconds, 9);
    const outside = ['load batch', 'log', 'javascript'];
    const inPrograms = all.filter(({ name }) => !outside.includes(name));
    expect(sum(kernels.map(({ milliseconds }) => milliseconds))).toBeCloseTo(sum(inPrograms.map((one) => one.milliseconds)), 9);
    for (const layer of layers) {
      expect(layer.forwardMilliseconds + layer.backwardMilliseconds).toBeCloseTo(layer.milliseconds, 9);
      if (!WITH_KERNELS.includes(layer.name)) continue;
      expect(layer.forwardMilliseconds, layer.name).toBeGreaterThan(0);
      expect(layer.backwardMilliseconds, layer.name).toBeGreaterThan(0);
    }
  });

  it('tells the speed and the algorithms of the layers that have them', () => {
    const of = (name: string) => profile.layers.find((layer) => layer.name === name);
    expect(profile.layers.filter(({ gigaflops }) => gigaflops !== null).map(({ name }) => name)).toEqual([
      'conv',
      'block.layers.inner',
      'fc',
    ]);
    // Two passes of 16 images of 8 x 8 by 16 filters of 25 numbers; the first layer has no input gradient.
    const conv = of('conv');
    const operations = 2 * 2 * 16 * 64 * 16 * 25;
    expect(conv?.gigaflops).toBeCloseTo(operations / ((conv?.milliseconds ?? 0) / 1000) / 1e9, 6);
    expect(conv?.algorithms).toEqual([
      { pass: 'forward', algorithm: 'direct' },
      { pass: 'weight gradient', algorithm: 'direct' },
    ]);
    expect(of('block.layers.inner')?.algorithms.map(({ pass }) => pass)).toEqual([
      'forward',
      'weight gradient',
      'input gradient',
    ]);
    expect(of('fc')?.algorithms).toEqual([]);
  });

  it('writes a trace with a row for each thread: steps, in them layers, in them kernels', () => {
    const names = events.filter(({ ph }) => ph === 'M').map(({ name, tid, args }) => [name, tid, args?.name]);
    expect(names[0]).toEqual(['process_name', 0, 'branches-002']);
    expect(names.slice(1).map(([name, tid]) => [name, tid])).toEqual(
      Array.from({ length: threads }, (_, tid) => ['thread_name', tid]),
    );
    const lasting = events.filter(({ ph }) => ph === 'X');
    for (const { ts, dur } of lasting) {
      expect(ts).toBeGreaterThanOrEqual(0);
      expect(dur).toBeGreaterThanOrEqual(0);
    }
    for (let tid = 0; tid < threads; tid++) {
      const own = lasting.filter((event) => event.tid === tid);
      const of = (...cats: string[]) => own.filter(({ cat }) => cats.includes(cat ?? ''));
      expect(of('step').map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, i) => `step ${i + 3}`));
      expectApart(of('step'));
      expectApart(of('layer', 'part'));
      expectApart(of('kernel'));
      expectInside(of('layer', 'part'), of('step'));
      expectInside(of('kernel'), of('layer', 'part'));
      expect(of('kernel').length).toBeGreaterThan(0);
    }
    const layers = lasting.filter(({ cat, tid }) => cat === 'layer' && tid === 0).map(({ name }) => name);
    // Of two threads one may find no work left in a small layer.
    if (threads === 1) {
      const passes = profile.layers.flatMap(({ name, forwardMilliseconds, backwardMilliseconds }) => [
        ...(forwardMilliseconds > 0 ? [`${name} forward`] : []),
        ...(backwardMilliseconds > 0 ? [`${name} backward`] : []),
      ]);
      expect(new Set(layers)).toEqual(new Set(passes));
      expect(passes).toEqual(expect.arrayContaining(WITH_KERNELS.flatMap((name) => [`${name} forward`, `${name} backward`])));
    }
  });
});

/** What a microsecond with three decimals can be off by. */
const ROUNDING = 1e-6;

function expectApart(events: readonly TraceEvent[]): void {
  const sorted = events.toSorted((a, b) => a.ts - b.ts);
  sorted.slice(1).forEach((event, i) => {
    const before = sorted[i] as TraceEvent;
    expect(event.ts, `${before.name} and ${event.name}`).toBeGreaterThanOrEqual(before.ts + before.dur - ROUNDING);
  });
}

function expectInside(events: readonly TraceEvent[], outer: readonly TraceEvent[]): void {
  for (const { name, ts, dur } of events) {
    const around = outer.find((one) => one.ts <= ts + ROUNDING && ts + dur <= one.ts + one.dur + ROUNDING);
    expect(around, name).toBeDefined();
  }
}

it.concurrent('prints tables that fit, without colours where there is no terminal', async () => {
  const { code, stdout } = await cnnRun(['train', config, '--runs', 'tables', '--threads', '1', '--profile'], { cwd });
  expect(code).toBe(0);
  expectPlain(stdout);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(
    /\nprofile +of 10 steps, 3 to 12\nstep +\d+\.\d{3} ms for 16 images {3}\(typical; mean of all 12: \d+\.\d{3} ms\)\nthreads +1\ntrace +tables/,
  );
  expect(stdout).toMatch(/\nlayer +type +forward +backward +ms +share +GFLOP\/s\n/);
  expect(stdout).toMatch(/\n {2}inner +conv2d\/\w+ +\d/);
  expect(stdout).toMatch(/\n\(update\) +\d+\.\d{3} +\d+\.\d %\n/);
  expect(stdout).toMatch(/\nkernel +calls +ms +share\n/);
  expect(stdout).toMatch(/\ntraining +time +share\n─+\nsteps \(12\) /);
});

it.concurrent('writes the trace where it is told to, and goes on with a run', async () => {
  const given = ['train', 'stateful.yaml', '--runs', 'told', '--threads', '1'];
  const first = profileOf(await cnnRun([...given, '--train.steps', '3', '--profile', 'told.json', '--json'], { cwd }));
  expect(first).toMatchObject({ trace: 'told.json', steps: { first: 2, last: 3, count: 2 } });
  expect(existsSync(join(cwd, 'told.json'))).toBe(true);
  expect(existsSync(join(cwd, 'told/stateful-001/trace.json'))).toBe(false);
  // Nothing is left to do.
  const again = await cnnRunJson(['train', '--resume', 'last', '--runs', 'told', '--profile'], { cwd });
  expect(again.profile).toBeNull();
  const { stdout } = await cnnRun(['train', '--resume', 'last', '--runs', 'told', '--profile'], { cwd });
  expect(stdout).toContain('No step was profiled');
});

describe('a file that cannot be written is refused before anything is trained', () => {
  mkdirSync(join(cwd, 'folder.json'));
  writeText(cwd, 'file', '');
  it.concurrent.each([
    ['folder.json', 'it is a folder, not a file'],
    ['nowhere/trace.json', 'there is no folder nowhere'],
    ['file/trace.json', 'file is no folder'],
  ])('%s', async (file, reason) => {
    const outcome = await cnnRun(['train', config, '--runs', 'refused', '--profile', file], { cwd });
    expectRefusal(outcome, `--profile: the trace cannot be written.\n  path     ${file}\n  reason   ${reason}`);
    expect(existsSync(join(cwd, 'refused'))).toBe(false);
  });

  it.concurrent('a config, which was meant to be trained', async () => {
    const outcome = await cnnRun(['train', '--profile', config], { cwd });
    expectRefusal(
      outcome,
      '--profile: expected the name of a file that ends in ".json", got "branches.yaml".\n' +
        '  The config comes first: cnn-run train CONFIG --profile [FILE]',
    );
  });
});
