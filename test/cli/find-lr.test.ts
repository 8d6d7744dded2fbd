/** `cnn-run find-lr`: trials of rates, a suggestion, and where it is written. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectPlain, expectRefusal, ROOT, temporaryFolder } from '../helpers/cli.ts';

interface Trial {
  readonly lr: number;
  readonly firstLoss: number;
  readonly lastLoss: number | string;
  readonly verdict: string;
  readonly seeds: readonly { readonly seed: number; readonly losses: readonly number[] }[];
}

const cwd = temporaryFolder();
const tiny = join(ROOT, 'configs/bench-d-tiny.yaml');
/** Seconds of a step and of starting up on a machine that has much else to do. */
const SLOW_MACHINE = 4;
const QUICK = ['--steps', '40', '--data.train', '1000'];

it.concurrent('tries the rates of the lecture and suggests one that trains better than those beyond its window', async () => {
  const document = await cnnRunJson(['find-lr', tiny, ...QUICK], { cwd });
  const trials = document.trials as readonly Trial[];
  const rates = trials.map(({ lr }) => lr);
  expect(rates).toEqual(expect.arrayContaining([1e-1, 1e-2, 1e-3, 1e-4]));
  expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  const { suggested, window } = document as { readonly suggested: number; readonly window: readonly [number, number] };
  expect(document).toMatchObject({
    name: 'bench-d-tiny',
    override: `--optimizer.lr ${suggested}`,
    configured: 0.01,
    weightDecay: 0.0001,
    steps: 40,
    leftOut: [],
    reading: null,
    applied: null,
  });
  expect(suggested).toBeGreaterThanOrEqual(window[0]);
  expect(suggested).toBeLessThanOrEqual(window[1]);
  for (const { lr, verdict } of trials) expect(verdict === 'good', String(lr)).toBe(lr >= window[0] && lr <= window[1]);
  // All begin with the same weights and the same batch.
  expect(new Set(trials.flatMap(({ seeds }) => seeds.filter(({ seed }) => seed === 1).map(({ losses }) => losses[0]))).size).toBe(
    1,
  );
  for (const { seeds, verdict } of trials) if (verdict !== 'explodes') expect(seeds[0]?.losses).toHaveLength(40);
  const { rates: ramp, losses, smoothed, steepest, valley } = document.rangeTest as Readonly<Record<string, number[]>>;
  expect(ramp?.[0]).toBeCloseTo(1e-6, 12);
  expect([losses?.length, smoothed?.length]).toEqual([ramp?.length, ramp?.length]);
  expect(Number(steepest)).toBeGreaterThan(1e-4);
  expect(Number(valley)).toBeGreaterThan(1e-6);
});

it.concurrent('suggests for handwritten digits what an expert would', async () => {
  const args = ['find-lr', join(ROOT, 'configs/mnist-lenet.yaml'), '--data.limitTrain', '3000', '--steps', '60'];
  const { suggested, window } = await cnnRunJson(args, { cwd });
  const [low, high] = window as readonly [number, number];
  expect(suggested).toBeGreaterThanOrEqual(0.001);
  expect(suggested).toBeLessThanOrEqual(0.01);
  expect([low <= 0.001, high >= 0.003, high < 0.1]).toEqual([true, true, true]);
});

it.concurrent('finds the same on any number of threads, and twice', async () => {
  const run = async (...more: string[]) => {
    const { seconds, ...document } = await cnnRunJson(['find-lr', tiny, ...QUICK, ...more], { cwd });
    expect(seconds).toBeGreaterThan(0);
    return document;
  };
  const [one, two, again] = await Promise.all([run('--threads', '1'), run('--threads', '2'), run()]);
  expect(two).toEqual(one);
  expect(again).toEqual(one);
});

it.concurrent('goes through more seeds where the first cannot tell the best from the next', async () => {
  const { trials } = await cnnRunJson(['find-lr', tiny], { cwd });
  const seeds = (trials as readonly Trial[]).map((trial) => trial.seeds.map(({ seed }) => seed));
  expect(seeds.filter((list) => list.length > 1).length).toBeGreaterThan(1);
  for (const list of seeds) expect(list).toEqual(list.length === 1 ? [1] : [1, 2, 3]);
});

it.concurrent('goes on where the best rate is at the end of those tried, and says what explodes', async () => {
  const document = await cnnRunJson(['find-lr', tiny, ...QUICK, '--data.noise', '0.3'], { cwd });
  const trials = document.trials as readonly Trial[];
  const highest = trials.at(-1);
  expect(highest?.lr).toBeGreaterThanOrEqual(1);
  expect(trials.some(({ verdict }) => verdict === 'explodes')).toBe(true);
  const exploded = trials.find(({ verdict }) => verdict === 'explodes');
  expect(exploded?.lastLoss).toBe('Infinity');
});

it.concurrent('suggests nothing where no rate helps, exit code 1', async () => {
  const args = ['find-lr', tiny, ...QUICK, '--model.0.init', 'zeros', '--model.3.init', 'zeros', '--data.noise', '100'];
  const { code, stdout, stderr } = await cnnRun(args, { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/suggestion +none: the loss drops at no rate; see what is wrong with cnn-run\n? +sanity-check\n/);
  const document = await cnnRunJson(args, { cwd }, 1);
  expect(document).toMatchObject({
    ...{ suggested: null, window: null, override: null },
    reading: 'the loss drops at no rate; see what is wrong with cnn-run sanity-check',
  });
});

it.concurrent('prints charts and a table for people, and leaves nothing behind', async () => {
  const folder = join(cwd, 'plain');
  mkdirSync(folder);
  const { code, stdout, stderr } = await cnnRun(['find-lr', tiny, ...QUICK], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expectPlain(stdout);
  expect(stdout).toContain('Loss by step');
  expect(stdout).toContain('Loss by learning rate (log axis)');
  expect(stdout).toMatch(/suggestion +--optimizer\.lr [\d.e-]+\n/);
  expect(stdout).toMatch(/usable +from [\d.e-]+ to [\d.e-]+\n/);
  expect(stdout).toMatch(/configured +0\.01: \w+/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(readdirSync(folder)).toEqual([]);
});

it.concurrent('writes the chart as SVG, the same bytes each time', async () => {
  const args = ['find-lr', tiny, ...QUICK, '--steps', '20'];
  await Promise.all([cnnRun([...args, '--svg', 'a.svg'], { cwd }), cnnRun([...args, '--svg', 'b.svg'], { cwd })]);
  const svg = readFileSync(join(cwd, 'a.svg'), 'utf8');
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain('Learning rates of bench-d-tiny');
  expect(readFileSync(join(cwd, 'b.svg'), 'utf8')).toBe(svg);
});

it.concurrent('puts the rate into a copy of the config and keeps the rest as it is', async () => {
  const config = join(cwd, 'mine.yaml');
  const text = `# mine, with a remark
data: { dataset: synthetic, height: 8, width: 8, train: 600, test: 50 } # small
model: [flatten, { type: linear, features: classes }]
optimizer: adam # the rate is missing
train: { batchSize: 32 }
`;
  writeFileSync(config, text);
  const document = await cnnRunJson(['find-lr', config, '--steps', '20', '--apply'], { cwd });
  expect(document.applied).toBe(join(cwd, 'mine.lr.yaml'));
  const copy = readFileSync(join(cwd, 'mine.lr.yaml'), 'utf8');
  expect(copy.split('\n').filter((line) => line.startsWith('optimizer'))).toEqual([
    `optimizer: { type: adam, lr: ${document.suggested} } # the rate is missing`,
  ]);
  expect(copy.replace(/optimizer: .*#/, 'optimizer: adam #')).toBe(text);
  expect(readFileSync(config, 'utf8')).toBe(text);
  // The copy is a config: what it configures is what was suggested.
  expect(await cnnRunJson(['find-lr', join(cwd, 'mine.lr.yaml'), '--steps', '20'], { cwd })).toMatchObject({
    configured: document.suggested,
  });

  // An older copy with other content is not written over unasked.
  writeFileSync(join(cwd, 'mine.lr.yaml'), 'seed: 7\n');
  const refused = await cnnRun(['find-lr', config, '--steps', '20', '--apply'], { cwd });
  expect(refused.code).toBe(2);
  expect(readFileSync(join(cwd, 'mine.lr.yaml'), 'utf8')).toBe('seed: 7\n');
  await cnnRunJson(['find-lr', config, '--steps', '20', '--apply', '--force'], { cwd });
  expect(readFileSync(join(cwd, 'mine.lr.yaml'), 'utf8')).toBe(copy);
});

it.concurrent('does the same with JSON', async () => {
  const config = join(cwd, 'mine.json');
  writeFileSync(
    config,
    '{\n  "data": { "dataset": "synthetic", "height": 8, "width": 8, "train": 300 },\n  "model": { "architecture": "mlp" }\n}\n',
  );
  const target = join(cwd, 'found.json');
  const { suggested } = await cnnRunJson(['find-lr', config, '--steps', '20', '--apply', target], { cwd });
  expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({
    optimizer: { lr: suggested },
    model: { architecture: 'mlp' },
  });
});

it.concurrent('puts the overrides into the copy that the rate was found with', async () => {
  const config = join(cwd, 'other.yaml');
  const text = `data: { dataset: synthetic, height: 8, width: 8, train: 600, test: 50 }
model:
  - { type: conv2d, channels: 8, kernel: 3 } # the first
  - flatten
  - { type: linear, features: classes }
optimizer: { type: sgd, lr: 0.5, momentum: 0.9 } # mine
train: { batchSize: 32 }
`;
  writeFileSync(config, text);
  const overrides = ['--optimizer.type', 'adam', '--model.0.channels=4', '--optimizer.lr', '0.7'];
  const { suggested, configured } = await cnnRunJson(['find-lr', config, '--steps', '20', ...overrides, '--apply'], { cwd });
  expect(configured).toBe(0.7);
  expect(readFileSync(join(cwd, 'other.lr.yaml'), 'utf8')).toBe(
    text.replace('channels: 8', 'channels: 4').replace(/\{ type: sgd.*\}/, `{ type: adam, lr: ${suggested} }`),
  );
});

it.concurrent('compares the configured rate, which may explode', async () => {
  const args = ['find-lr', tiny, ...QUICK, '--optimizer.lr', '1e6'];
  const { trials, configured, suggested } = await cnnRunJson(args, { cwd });
  expect((trials as readonly Trial[]).at(-1)).toMatchObject({ lr: 1e6, verdict: 'explodes', lastLoss: 'Infinity' });
  expect(configured).toBe(1e6);
  expect(suggested).toBeLessThan(10);
  const { stdout } = await cnnRun(args, { cwd });
  expect(stdout).toMatch(/\nconfigured +1000000: explodes\n/);
});

it.concurrent('begins with the weights and the order of the seed that is given', async () => {
  const firstOf = async (...seed: string[]) => {
    const { trials } = await cnnRunJson(['find-lr', tiny, '--steps', '5', ...seed], { cwd });
    return (trials as readonly Trial[])[0]?.seeds[0];
  };
  const [one, two, overridden] = await Promise.all([firstOf(), firstOf('--seed', '2'), firstOf('--seed', '1')]);
  expect([one?.seed, two?.seed]).toEqual([1, 2]);
  expect(two?.losses).not.toEqual(one?.losses);
  expect(overridden).toEqual(one);
});

it.concurrent('refuses what it cannot do before it tries anything', async () => {
  const [steps, budget, svg, config] = await Promise.all([
    cnnRun(['find-lr', tiny, '--steps', '0'], { cwd }),
    cnnRun(['find-lr', tiny, '--budget', 'soon'], { cwd }),
    cnnRun(['find-lr', tiny, '--svg', 'missing/a.svg'], { cwd }),
    cnnRun(['find-lr', 'missing.yaml'], { cwd }),
  ]);
  expectRefusal(steps, '--steps: expected a whole number from 1 to 100000, got "0".');
  expectRefusal(budget, '--budget: expected a length of time, such as 30s, 5m or 1h, got "soon".');
  expectRefusal(svg, '--svg: the chart cannot be written.\n  path     missing/a.svg\n  reason   there is no folder missing');
  expectRefusal(config, 'Cannot read the config: there is no such file or folder.\n  path   missing.yaml');
});

// Alone, since they look at the clock.
it('keeps to a time budget and says what it left out', async () => {
  const large = join(ROOT, 'configs/bench-c-resnet20.yaml');
  const began = performance.now();
  const args = ['find-lr', large, '--train.batchSize', '128', '--budget', '3s'];
  const { suggested, leftOut, reading, steps, trials } = await cnnRunJson(args, { cwd }, 1);
  expect((performance.now() - began) / 1000).toBeLessThan(3.3 + SLOW_MACHINE);
  // Not a rate in time, and so no suggestion: it does not say that rates are bad which were not tried.
  expect({ suggested, reading }).toEqual({
    suggested: null,
    reading: 'there was no time to compare rates; give it a larger --budget',
  });
  expect(steps).toBe(20);
  expect((trials as readonly Trial[]).length).toBeLessThan(4);
  expect(leftOut).toEqual(expect.arrayContaining(['learning rate 0.0001', 'rates between them', 'the range test']));
});

it('makes trials shorter for a time budget, so that all rates are tried', async () => {
  const document = await cnnRunJson(['find-lr', tiny, '--budget', '3s', '--steps', '100000'], { cwd });
  expect(document.steps).toBeLessThan(100_000);
  expect(document.steps).toBeGreaterThanOrEqual(20);
  expect((document.trials as readonly Trial[]).map(({ lr }) => lr)).toEqual(expect.arrayContaining([1e-1, 1e-2, 1e-3, 1e-4]));
  expect(document.seconds).toBeLessThan(3.3 + SLOW_MACHINE);
});
