/** `cnn-run recipe`: the seven steps end to end, gates, going on after any interruption, a budget. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, documentOf, expectPlain, startCnnRun } from '../helpers/cli.ts';
import { experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
/** Says neither learning rate nor weight decay. */
writeText(cwd, 'bare.yaml', readFileSync(join(cwd, 'plain.yaml'), 'utf8').replace(/^optimizer.*\n/m, 'optimizer: sgd\n'));

interface Step {
  readonly step: number;
  readonly name: string;
  readonly round: number;
  readonly status: string;
  readonly decision: string;
  readonly advice?: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
}

const stepsIn = (document: Record<string, unknown>) => document.steps as readonly Step[];
/** Everything but times and the folder; not the whole text, which nobody could read. */
function expectSame(a: Record<string, unknown>, b: Record<string, unknown>): void {
  const lasting = (document: Record<string, unknown>) =>
    JSON.stringify(document, (key, value: unknown) =>
      key === 'seconds' || key === 'workers' || key === 'recipe' ? 0 : value,
    ).replaceAll(/"(?:whole|killed)\//g, '"');
  const [one, other] = [lasting(a), lasting(b)];
  const at = [...one].findIndex((char, i) => char !== other[i]);
  if (one !== other) expect(one.slice(Math.max(0, at - 80), at + 80)).toBe(other.slice(Math.max(0, at - 80), at + 80));
}

describe('without a budget', () => {
  it('goes through the seven steps, to the same result with any number of workers and after being killed', {
    timeout: 120_000,
  }, async () => {
    const args = ['recipe', 'bare.yaml', '--train.batchSize', '8'];
    const document = await cnnRunJson([...args, '--runs', 'whole', '--workers', '2'], { cwd });
    const steps = stepsIn(document);
    expect(steps.slice(0, 4).map(({ step, name }) => [step, name])).toEqual([
      [1, 'initialLoss'],
      [2, 'overfitSample'],
      [3, 'learningRate'],
      [4, 'coarseSearch'],
    ]);
    expect(steps.slice(4).map(({ step }) => step)).toEqual(steps.slice(4).map((_, i) => 5 + (i % 3)));
    expect(steps.at(-1)?.step).toBe(7);
    for (const { decision, status } of steps) {
      expect(decision).toMatch(/\.$/);
      expect(['passed', 'warned']).toContain(status);
    }
    // The lecture's numbers: three weight decays, 1 to 5 epochs; then 10 to 20 epochs without decay of the rate.
    expect(steps[3]?.evidence).toMatchObject({
      trials: 9,
      epochs: 2,
      space: [{ values: [1e-4, 1e-5, 0] }, { key: 'optimizer.lr' }],
    });
    expect(steps[4]?.evidence).toMatchObject({ epochs: 10, trials: 8 });
    expect(document.status).toBe('completed');
    expect(document.testAccuracy).toBeGreaterThan(0.5);

    // The winner's config is a plain config that trains to the same bits.
    const folder = join(cwd, String(document.recipe));
    const again = await cnnRunJson(['train', join(folder, 'best.yaml'), '--runs', 'again'], { cwd });
    expect(again.testAccuracy).toBe(document.testAccuracy);
    for (const file of ['recipe.md', 'report.html', 'recipe.json', 'studies/coarse/trials.csv', 'final/summary.json']) {
      expect(existsSync(join(folder, file)), file).toBe(true);
    }
    // Done once: the same command prints the same, and trains nothing.
    expectSame(await cnnRunJson([...args, '--runs', 'whole', '--workers', '2'], { cwd }), document);

    const ends: (string | null)[] = [];
    for (const killAtWrite of [12, 70]) {
      ends.push((await cnnRun([...args, '--runs', 'killed', '--workers', '3'], { cwd, killAtWrite })).signal);
    }
    expect(ends).toContain('SIGKILL');
    const killed = await cnnRunJson([...args, '--runs', 'killed', '--workers', '3'], { cwd });
    expectSame(killed, document);
  });
});

describe('Ctrl-C', () => {
  it.concurrent('is heard while the learning rates of a slow network are tried', async () => {
    writeText(
      cwd,
      'slow.yaml',
      'data: { dataset: synthetic, channels: 3, height: 32, width: 32, classes: 4, train: 600, test: 16, noise: 0.2 }\n' +
        'model: [{ type: conv2d, channels: 48, kernel: 3 }, relu, { type: conv2d, channels: 48, kernel: 3 }, relu, globalAvgPool, flatten, { type: linear, features: classes }]\n' +
        'optimizer: { type: adam }\ntrain: { batchSize: 32 }\n',
    );
    const running = startCnnRun(['recipe', 'slow.yaml', '--runs', 'slow', '--force'], { cwd });
    await running.untilStderr('step 2/7');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = performance.now();
    running.kill('SIGINT');
    const { code, stderr } = await running.ended;
    // A hundred steps of one of the rates alone take longer.
    expect((performance.now() - began) / 1000).toBeLessThan(4);
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted');
    const record = JSON.parse(readFileSync(join(cwd, 'slow/slow-recipe-001/recipe.json'), 'utf8')) as Record<string, unknown>;
    expect(record.status).toBe('interrupted');
    expect(stepsIn(record)).toHaveLength(2);
  });
});

describe('gates', () => {
  it.concurrent('a network that cannot fit a small sample stops it with what to change; --force goes on', async () => {
    const args = ['recipe', 'stuck.yaml', '--runs', 'stuck'];
    writeText(
      cwd,
      'stuck.yaml',
      'data: { dataset: idx, path: data }\nmodel:\n  - globalAvgPool\n  - flatten\n  - { type: linear, features: classes }\noptimizer: sgd\ntrain: { batchSize: 16 }\n',
    );
    const outcome = await cnnRun([...args, '--json'], { cwd });
    expect(outcome.code).toBe(1);
    const document = documentOf(outcome);
    expect(document).toMatchObject({ status: 'stopped', testAccuracy: null });
    const steps = stepsIn(document);
    expect(steps.at(-1)).toMatchObject({ step: 2, status: 'failed' });
    expect(steps.at(-1)?.advice).toBeTruthy();
    const text = await cnnRun(args, { cwd });
    expect(text.code).toBe(1);
    expectPlain(text.stdout);
    expect(text.stdout).toContain('--force');
    const forced = startCnnRun([...args, '--force'], { cwd });
    await forced.untilStderr('step 3/7');
    forced.kill('SIGINT');
    await forced.ended;
    const record = JSON.parse(readFileSync(join(cwd, 'stuck/stuck-recipe-001/recipe.json'), 'utf8')) as Record<string, unknown>;
    expect(stepsIn(record)[1]).toMatchObject({ step: 2, status: 'forced' });
    expect(stepsIn(record).length).toBeGreaterThan(2);
  });
});

describe('with a budget', () => {
  it.concurrent('says how it will spend it, keeps to it, and goes on after Ctrl-C', async () => {
    const args = ['recipe', 'bare.yaml', '--budget', '8s', '--runs', 'budget', '--workers', '2'];
    const running = startCnnRun(args, { cwd });
    await running.untilStderr('step 3/7');
    running.kill('SIGINT');
    const interrupted = await running.ended;
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toContain('of a budget of');
    const document = await cnnRunJson(args, { cwd });
    expect(document).toMatchObject({ recipe: 'budget/bare-recipe-001', status: 'completed', budgetSeconds: 8 });
    expect(document.seconds).toBeLessThan(1.1 * 8);
    const { studies } = await cnnRunJson(['list', 'studies', '--runs', 'budget'], { cwd });
    expect(studies).toMatchObject([{ kind: 'recipe', status: 'completed', testAccuracy: document.testAccuracy }]);
    const page = await cnnRunJson(['report', 'bare-recipe-001', '--runs', 'budget', '--out', 'recipe.html'], { cwd });
    expect(page).toMatchObject({ path: 'recipe.html' });
  });
});
