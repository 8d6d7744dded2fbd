/** `sanity-check`: what it says, in which form and with which exit code, and that it leaves nothing behind. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import {
  cnnRun,
  cnnRunJson,
  documentOf,
  expectJsonRefusal,
  expectPlain,
  ROOT,
  startCnnRun,
  temporaryFolder,
} from '../helpers/cli.ts';
import { elementsOf, parseXml } from '../helpers/xml.ts';

const SMALL = `data:
  dataset: synthetic
  height: 8
  width: 8
  classes: 4
  train: 300
  test: 100
  normalization: standard
model:
  - { type: conv2d, channels: 4, kernel: 3, init: auto }
  - relu
  - flatten
  - { type: linear, features: classes }
optimizer:
  type: adam
  lr: 0.01
train: { epochs: 3, batchSize: 16 }
`;

const cwd = temporaryFolder();
const TMPDIR = join(cwd, 'temporary');
const WRITTEN = join(cwd, 'written');
mkdirSync(TMPDIR);
mkdirSync(WRITTEN);
const CONFIGS: Readonly<Record<string, string>> = {
  'small.yaml': SMALL,
  'bytes.yaml': SMALL.replace('normalization: standard', 'normalization: none'),
  // A warning, and no failure.
  'warned.yaml': SMALL.replace('  lr: 0.01\n', '  lr: 0.01\n  beta1: 0.999\n'),
  'softmax.yaml': SMALL.replace('optimizer:', '  - softmax\noptimizer:'),
  'relu.yaml': SMALL.replace('optimizer:', '  - relu\noptimizer:'),
  // A network of which everything takes long.
  'large.yaml': `data: { dataset: synthetic, train: 3000, height: 32, width: 32, channels: 3 }
model: { architecture: resnet }
train: { batchSize: 64 }
`,
  'deep.yaml': `data: { dataset: synthetic, train: 100, height: 8, width: 8, classes: 4 }
model: { architecture: resnet, channels: [4, 4], depth: 3 }
train: { batchSize: 16, dropLast: true }
`,
};
for (const [name, text] of Object.entries(CONFIGS)) writeFileSync(join(cwd, name), text);
const options = { cwd, env: { TMPDIR, GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' } };

// Nothing is left of any of the tests but what they asked for.
afterAll(() => {
  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(readdirSync(cwd).sort()).toEqual([...Object.keys(CONFIGS), 'temporary', 'written'].sort());
});

interface CheckEntry {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly expected: unknown;
  readonly measured: unknown;
  readonly reading: string | null;
  readonly fix: string | null;
  readonly key: string | null;
}

interface Report {
  readonly name: string;
  readonly passed: boolean;
  readonly failOn: string;
  readonly seconds: number;
  readonly checks: readonly CheckEntry[];
  readonly leftOut: readonly string[];
}

const check = (...args: readonly string[]) => cnnRun(['sanity-check', ...args], options);

/** What it says as JSON, with the exit code that it should have. */
async function reportOf(code: number, ...args: readonly string[]): Promise<Report> {
  return (await cnnRunJson(['sanity-check', ...args], options, code)) as unknown as Report;
}

/** The same without what differs from run to run. */
function timeless({ seconds, checks: list, ...rest }: Report) {
  return { ...rest, checks: list.map((entry) => ({ ...entry, seconds: undefined })) };
}

const withStatus = ({ checks: list }: Report, ...statuses: readonly string[]) =>
  list.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
const DEFAULT = checks.filter(({ onDemand }) => onDemand !== true);

describe('a healthy set-up', () => {
  it.concurrent('passes with a table of all checks, and nothing on stderr where there is no terminal', async () => {
    const { code, stdout, stderr } = await check('small.yaml');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectPlain(stdout);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^check +expected +measured +verdict\n/);
    expect(stdout).toMatch(/^initial loss +1\.3863 \(log 4\) +1\.3\d+ ± 0\.\d+ +pass$/m);
    expect(stdout.match(/ pass$/gm)).toHaveLength(DEFAULT.length);
    expect(stdout).toMatch(
      new RegExp(`\\n${DEFAULT.length} passed, 0 warnings, 0 failed, 0 inconclusive {3}\\(\\d\\.\\d s\\)\\n$`),
    );
    // Two tables of layers.
    for (const title of ['layers at the start', 'layers after the overfit'])
      expect(stdout).toMatch(new RegExp(`^${title}$`, 'm'));
  });

  it.concurrent('shows of many layers those with weights', async () => {
    const { stdout } = await check('deep.yaml');
    expect(stdout).toMatch(/^layers at the start \(\d+ of \d\d: those with weights; --json has all\)$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.concurrent('passes in one JSON document', async () => {
    const report = await reportOf(0, 'small.yaml');
    expect(report).toMatchObject({ name: 'small', passed: true, failOn: 'fail', leftOut: [] });
    expect(report.seconds).toBeGreaterThan(0);
    expect(report.checks.map(({ id, title }) => [id, title])).toEqual(DEFAULT.map(({ id, title }) => [id, title]));
    for (const entry of report.checks) {
      expect(Object.keys(entry)).toEqual([
        'id',
        'title',
        'status',
        'expected',
        'measured',
        'reading',
        'fix',
        'key',
        'seconds',
        'details',
      ]);
      expect(entry).toMatchObject({
        status: 'pass',
        reading: null,
        fix: null,
        key: expect.stringMatching(/^(data|model|optimizer|train)/),
      });
      for (const value of [entry.expected, entry.measured]) expect(['number', 'string']).toContain(typeof value);
    }
    expect(report.checks.find(({ id }) => id === 'initialLoss')).toMatchObject({ expected: Math.log(4), key: 'model.3' });
  });

  it.concurrent('says the same twice in a row and on one and two threads', async () => {
    const [first, again, two] = await Promise.all([
      reportOf(0, 'small.yaml', '--threads', '1'),
      reportOf(0, 'small.yaml', '--threads', '1'),
      reportOf(0, 'small.yaml', '--threads', '2'),
    ]);
    expect(timeless(again)).toEqual(timeless(first));
    expect(timeless(two)).toEqual(timeless(first));
  });

  it.concurrent('has its gradients checked when asked', async () => {
    const report = await reportOf(0, 'small.yaml', '--gradcheck');
    expect(report.checks.map(({ id }) => id)).toEqual(checks.map(({ id }) => id));
    const gradients = report.checks.find(({ id }) => id === 'gradientCheck');
    expect(gradients?.status).toBe('pass');
    expect(gradients?.measured).toBeLessThan(0.05);
  });

  it.concurrent('can be named and given another seed', async () => {
    const [first, other] = await Promise.all([
      reportOf(0, 'small.yaml'),
      reportOf(0, 'small.yaml', '--seed', '5', '--name', 'other'),
    ]);
    expect(other.name).toBe('other');
    expect(timeless(other).checks).not.toEqual(timeless(first).checks);
  });
});

it('configs/mnist-lenet.yaml passes whatever the seed', async () => {
  const lenet = join(ROOT, 'configs/mnist-lenet.yaml');
  const reports = await Promise.all(
    [1, 2, 3].map((seed) =>
      reportOf(0, lenet, '--data.limitTrain', '3000', '--seed', String(seed), '--threads', '1', '--fail-on', 'warn'),
    ),
  );
  for (const report of reports) expect(withStatus(report, 'warn', 'fail', 'inconclusive')).toEqual([]);
});

describe('a mistake in the config', () => {
  it.concurrent.each<[string, readonly [config: string, ...overrides: string[]], string, RegExp]>([
    [
      'inputs that are not normalised',
      ['small.yaml', '--data.normalization', 'none'],
      'inputs',
      /^--data\.normalization standard$/,
    ],
    ['weights that are zero', ['small.yaml', '--model.0.init', 'zeros'], 'gradientFlow', /init auto/],
    [
      'a rate a hundred times too high',
      ['small.yaml', '--optimizer.type', 'sgd', '--optimizer.lr', '100'],
      'learningRate',
      /^--optimizer\.lr \d/,
    ],
    ['a softmax at the end', ['softmax.yaml'], 'outputs', /softmax/],
    ['a ReLU at the end', ['relu.yaml'], 'outputs', /activation/],
    ['a rate of zero', ['small.yaml', '--optimizer.lr', '0'], 'updates', /^--optimizer\.lr/],
    [
      'weight decay that drowns the loss',
      ['small.yaml', '--optimizer.weightDecay', '10'],
      'regularization',
      /^--optimizer\.weightDecay/,
    ],
  ])('is found: %s', async (_, args, id, fix) => {
    const report = await reportOf(1, ...args);
    expect(report.passed).toBe(false);
    const found = report.checks.find((entry) => entry.id === id);
    expect(found).toMatchObject({ status: 'fail', reading: expect.stringMatching(/[.!?]$/), fix: expect.stringMatching(fix) });
  });

  it.concurrent('is found: a wrong number of classes', async () => {
    const args = ['--data.classes', '12', '--data.limitTrain', '500', '--data.limitTest', '200'];
    const report = await reportOf(1, join(ROOT, 'configs/mnist-lenet.yaml'), ...args, '--budget', '5s');
    expect(report.checks.find(({ id }) => id === 'classes')).toMatchObject({
      status: 'fail',
      fix: '--data.classes 10',
      key: 'data.classes',
    });
  });

  it.concurrent('is said in words, with what it means, what to try and where', async () => {
    const { code, stdout, stderr } = await check('bytes.yaml');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expectPlain(stdout);
    expect(stdout).toMatch(/^normalisation .* fail$/m);
    expect(stdout).toMatch(/^ +try: --data\.normalization standard$/m);
    expect(stdout).toMatch(/^ +see: bytes\.yaml:8$/m);
    expect(stdout).toMatch(/\n\d+ passed, \d+ warnings?, [1-9]\d* failed, \d+ inconclusive /);
  });
});

describe('--fail-on', () => {
  it.concurrent('says from which verdict on the exit code is 1', async () => {
    const [mild, strict, text] = await Promise.all([
      reportOf(0, 'warned.yaml'),
      reportOf(1, 'warned.yaml', '--fail-on', 'warn'),
      check('warned.yaml', '--fail-on', 'fail'),
    ]);
    expect(mild).toMatchObject({ passed: true, failOn: 'fail' });
    expect(strict).toMatchObject({ passed: false, failOn: 'warn' });
    expect(withStatus(mild, 'fail')).toEqual([]);
    expect(withStatus(mild, 'warn')).toContain('optimizerSettings');
    expect(timeless(strict).checks).toEqual(timeless(mild).checks);
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/^optimizer .* warning$/m);
  });
});

describe('refuses', () => {
  it.concurrent.each<[string, readonly string[]]>([
    ['--fail-on never', ['--fail-on: there is no "never".', '  known   fail, warn']],
    ['--budget 5', ['--budget: expected a length of time, such as 30s, 5m or 1h, got "5".']],
    ['--budget=-3s', ['--budget: expected a length of time, such as 30s, 5m or 1h, got "-3s".']],
    ['--budget soon', ['--budget: expected a length of time, such as 30s, 5m or 1h, got "soon".']],
    ['--budget 0s', ['--budget: expected a length of time, such as 30s, 5m or 1h, got "0s".']],
    ['--threads 0', ['--threads: expected a whole number from 1 to 64, got "0".']],
    [
      '--junit missing/report.xml',
      ['--junit: the report cannot be written.', '  path     missing/report.xml', '  reason   there is no folder missing'],
    ],
    [
      '--save-batch missing/a.png',
      ['--save-batch: the picture cannot be written.', '  path     missing/a.png', '  reason   there is no folder missing'],
    ],
    [
      '--save-batch written',
      ['--save-batch: the picture cannot be written.', '  path     written', '  reason   it is a folder, not a file'],
    ],
    [
      '--junit small.yaml/a.xml',
      ['--junit: the report cannot be written.', '  path     small.yaml/a.xml', '  reason   small.yaml is no folder'],
    ],
  ])('%s, before any work', async (line, message) => {
    // Data so large that work would take longer than a test may.
    expectJsonRefusal(await check('small.yaml', '--json', '--data.train', '3000000', ...line.split(' ')), message.join('\n'));
  });

  it.concurrent('a config that is wrong, as training does', async () => {
    const outcome = await check('small.yaml', '--model.1', '{ type: conv2d, channels: 3, kernel: 20, padding: valid }');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/conv2d/);
    const large = await check('small.yaml', '--train.batchSize', '1000');
    expect(large).toMatchObject({ code: 2, stdout: '' });
    expect(large.stderr).toMatch(/^A batch is larger than the training part\./);
    expect(await check('none.yaml')).toMatchObject({ code: 2, stdout: '' });
    expect(await check()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/config/) });
  });
});

describe('--junit', () => {
  it.concurrent('writes a report with the verdicts of the JSON document', async () => {
    const file = join(WRITTEN, 'report.xml');
    const report = await reportOf(1, 'bytes.yaml', '--junit', file);
    const document = parseXml(readFileSync(file, 'utf8'));
    const cases = elementsOf(document, 'testcase');
    expect(cases.map(({ attributes }) => attributes.name)).toEqual(report.checks.map(({ title }) => title));
    const verdicts = cases.map(({ elements }) => elements.map(({ name }) => name));
    const expected: Readonly<Record<string, readonly string[]>> = {
      pass: [],
      fail: ['failure'],
      warn: ['system-out'],
      inconclusive: ['skipped', 'system-out'],
    };
    expect(verdicts.map((names) => [...names].sort())).toEqual(report.checks.map(({ status }) => expected[status]));
    const [suite] = elementsOf(document, 'testsuite');
    const count = (...statuses: readonly string[]) => String(withStatus(report, ...statuses).length);
    expect(suite?.attributes).toMatchObject({
      tests: String(report.checks.length),
      failures: count('fail'),
      skipped: count('inconclusive'),
    });
    const [failure] = elementsOf(document, 'failure');
    expect(failure?.text).toMatch(/--data\.normalization standard/);
    expect(failure?.text).toMatch(/bytes\.yaml:8/);
  });

  it.concurrent('counts warnings as failures when they are', async () => {
    const file = join(WRITTEN, 'strict.xml');
    const report = await reportOf(1, 'warned.yaml', '--fail-on', 'warn', '--junit', file);
    const [suite] = elementsOf(parseXml(readFileSync(file, 'utf8')), 'testsuite');
    expect(suite?.attributes.failures).toBe(String(withStatus(report, 'warn', 'fail').length));
  });
});

describe('--save-batch', () => {
  it.concurrent('draws the images of a batch, each with its label', async () => {
    const file = join(WRITTEN, 'batch.png');
    await reportOf(0, 'small.yaml', '--save-batch', file);
    const { width, height, channels, data } = decode(readFileSync(file));
    // Sixteen images of 8 x 8, seven times as large.
    expect({ width, height, channels }).toEqual({ width: 6 + 4 * 62, height: 6 + 4 * (56 + 20 + 6), channels: 3 });
    /** The colours in the place of an image. */
    const coloursAt = (column: number, row: number) => {
      const colours = new Set<number>();
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++)
          colours.add(data[3 * ((6 + 82 * row + 7 * y + 3) * width + 6 + 62 * column + 7 * x + 3)] ?? -1);
      }
      return colours;
    };
    for (let i = 0; i < 16; i++) expect(coloursAt(i % 4, i >> 2).size).toBeGreaterThan(20);
    expect([0, 255].map((value) => data.includes(value))).toEqual([true, true]);
  });

  it.concurrent('shows what augmentation makes of them, and 64 at most', async () => {
    const [plain, augmented] = ['plain.png', 'augmented.png'].map((name) => join(WRITTEN, name)) as [string, string];
    const large = ['--train.batchSize', '100', '--fail-on', 'fail'];
    await check('small.yaml', ...large, '--budget', '1s', '--save-batch', plain);
    await check('small.yaml', ...large, '--budget', '1s', '--data.augment', '[quarterTurns]', '--save-batch', augmented);
    const [first, second] = [plain, augmented].map((file) => decode(readFileSync(file)));
    expect([first?.width, first?.height]).toEqual([6 + 8 * 62, 6 + 8 * 82]);
    expect([second?.width, second?.height]).toEqual([first?.width, first?.height]);
    expect(Buffer.compare(Buffer.from(first?.data ?? []), Buffer.from(second?.data ?? []))).not.toBe(0);
  });
});

describe('on GitHub', () => {
  it.concurrent('annotates the config on stderr, while stdout stays the result', async () => {
    const summary = join(WRITTEN, 'summary.md');
    writeFileSync(summary, 'What another step has written.\n');
    const env = { ...options.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const outcome = await cnnRun(['sanity-check', 'bytes.yaml', '--json'], { cwd, env });
    const report = documentOf(outcome) as unknown as Report;
    expect(outcome.code).toBe(1);
    const lines = outcome.stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.match(/^::(error|warning) /)?.[1])).toEqual(
      report.checks.flatMap(({ status }) => (status === 'fail' ? ['error'] : status === 'warn' ? ['warning'] : [])),
    );
    expect(lines[0]).toMatch(
      /^::error file=bytes\.yaml,line=8,title=normalisation::Expected .*Try: --data\.normalization standard$/,
    );
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^What another step has written\.\n## Sanity check of bytes\n/);
    expect(text.match(/^\| (?!verdict|---)/gm)).toHaveLength(report.checks.length);
  });

  it.concurrent('has nothing to annotate where all is well', async () => {
    const outcome = await cnnRun(['sanity-check', 'small.yaml'], { cwd, env: { ...options.env, GITHUB_ACTIONS: 'true' } });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });
});

/** Milliseconds that a command may take longer beside other tests that keep the processor busy; alone it keeps within a tenth. */
const BESIDE_OTHERS = 4000;

describe('--budget', () => {
  it('is kept, and what it left no time for is said', async () => {
    const began = performance.now();
    const report = await reportOf(0, 'large.yaml', '--budget', '4s');
    expect(performance.now() - began).toBeLessThan(4000 + BESIDE_OTHERS);
    expect(report.leftOut.length).toBeGreaterThan(0);
    expect(withStatus(report, 'inconclusive')).toEqual(expect.arrayContaining([...report.leftOut]));
    expect(report.checks.find(({ id }) => id === 'initialLoss')?.status).toBe('pass');
    expect(report.checks.map(({ id }) => id)).toEqual(DEFAULT.map(({ id }) => id));
  });

  it('however small it is', async () => {
    const began = performance.now();
    const { code, stdout, stderr } = await check('large.yaml', '--budget', '0.1s');
    expect(performance.now() - began).toBeLessThan(100 + BESIDE_OTHERS);
    // Where nothing was looked at, nothing has passed.
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^0 passed, 0 warnings, 0 failed, ${DEFAULT.length} inconclusive `));
    expect(stdout).toMatch(/\nleft out, since the time budget was spent: classes, normalisation, .*augmentation\n$/);
  });

  it('that is ample changes nothing', async () => {
    const [with_, without] = await Promise.all([reportOf(0, 'small.yaml', '--budget', '10m'), reportOf(0, 'small.yaml')]);
    expect(timeless(with_)).toEqual(timeless(without));
  });
});

it.concurrent('ends at once on Ctrl-C, without a result', async () => {
  const running = startCnnRun(['sanity-check', join(ROOT, 'configs/bench-c-resnet20.yaml'), '--json'], options);
  await new Promise((resolve) => setTimeout(resolve, 700));
  const began = performance.now();
  running.kill('SIGINT');
  const { code, signal, stdout } = await running.ended;
  expect({ ended: code === 130 || signal === 'SIGINT', stdout }).toEqual({ ended: true, stdout: '' });
  expect(performance.now() - began).toBeLessThan(BESIDE_OTHERS);
});

it.concurrent('begins no run', async () => {
  await reportOf(0, 'small.yaml');
  expect(existsSync(join(cwd, 'runs'))).toBe(false);
});
