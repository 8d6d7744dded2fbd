/** `cnn-run compare`: what differs in configs, what trainings came to, and whether that is more than noise. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectJsonRefusal, expectPlain, expectRefusal } from '../helpers/cli.ts';
import { experimentFolder, writeText } from '../helpers/experiment-folder.ts';
import { makeImageFolder } from '../helpers/idx-files.ts';

const cwd = experimentFolder({ noise: 190 });
const trained: Record<string, unknown>[] = [];

beforeAll(async () => {
  const train = async (...args: string[]) => trained.push(await cnnRunJson(['train', 'stateful.yaml', ...args], { cwd }));
  await train('--optimizer.lr', '0.00001');
  await train('--optimizer.lr', '0.01', '--model.0.channels', '8');
  await train('--seed', '8');
  makeImageFolder(join(cwd, 'other'), { noise: 190, seed: 2 });
  await train('--data.path', 'other');
  writeText(
    cwd,
    'keras.csv',
    'epoch,accuracy,loss,val_accuracy,val_loss\n0,0.2,1.6,0.3,1.4\n1,0.4,1.3,0.38,1.35\n2,0.5,1.2,0.37,1.36\n',
  );
});

it.concurrent('tells two runs apart: config, figures, differences, curves', async () => {
  const { code, stdout, stderr } = await cnnRun(['compare', 'stateful-001', 'stateful-002'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expectPlain(stdout);
  expect(stdout).toMatch(/^config +stateful-001 +stateful-002\n─+\nmodel\.0\.channels +4 +8\noptimizer\.lr +0\.00001 +0\.01\n\n/);
  expect(stdout).toMatch(/\nvalidation accuracy +\d+\.\d\d % ± \d\.\d\d +\d+\.\d\d % ± \d\.\d\d \*\n/);
  expect(stdout).toMatch(/\nvalidation accuracy +\+\d+\.\d\d % +\d\.\d\d +beyond the noise\n/);
  expect(stdout).toMatch(/Validation loss, by step\s+─a─ stateful-001/);
  expect(stdout).not.toContain('Training loss');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it.concurrent('says the same with --json', async () => {
  const document = await cnnRunJson(['compare', 'stateful-001', 'stateful-002'], { cwd });
  const [first, second] = trained;
  expect(document).toMatchObject({
    config: [
      { key: 'model.0.channels', values: ['4', '8'] },
      { key: 'optimizer.lr', values: ['0.00001', '0.01'] },
    ],
    sameData: true,
    notes: [],
  });
  const runs = document.runs as { name: string; final: Record<string, number>; noise: Record<string, number | null> }[];
  expect(runs.map(({ name, final }) => [name, final.testAccuracy, final.bestEpoch])).toEqual([
    ['stateful-001', first?.testAccuracy, first?.bestEpoch],
    ['stateful-002', second?.testAccuracy, second?.bestEpoch],
  ]);
  const p = second?.testAccuracy as number;
  const clamped = Math.min(80 / 81, p);
  expect(runs[1]?.noise.testAccuracy).toBeCloseTo(Math.sqrt((clamped * (1 - clamped)) / 80), 12);
  const differences = document.differences as { figure: string; difference: number; beyondNoise: boolean | null }[];
  const accuracy = differences.find(({ figure }) => figure === 'testAccuracy');
  expect(accuracy?.difference).toBeCloseTo(p - (first?.testAccuracy as number), 12);
  expect(accuracy?.beyondNoise).toBe(true);
  expect(differences.find(({ figure }) => figure === 'seconds')?.beyondNoise).toBeNull();
});

it.concurrent('says when the data, or the images held out, are others', async () => {
  const seeds = await cnnRunJson(['compare', 'stateful-001', 'stateful-003'], { cwd });
  expect(seeds.notes).toEqual([expect.stringContaining('The images held out for validation differ')]);
  const data = await cnnRunJson(['compare', 'stateful-001', 'stateful-004'], { cwd });
  expect(data.sameData).toBe(false);
  expect(data.notes).toEqual(['The data differ: what the trainings came to was measured on different images.']);
});

it.concurrent('takes many runs and logs of other frameworks', async () => {
  const { code, stdout } = await cnnRun(['compare', 'runs', 'keras.csv'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('differs from stateful-001 by more than twice the noise');
  expect(stdout).toContain('The config of keras.csv is not known.');
  expect(stdout).toContain('Validation loss, by epoch');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const alone = await cnnRun(['compare', 'keras.csv', 'keras.csv', 'stateful-001'], { cwd });
  expect(alone.stdout).toMatch(/keras\.csv +stateful-001/);
});

it.concurrent('says when nothing differs', async () => {
  await cnnRunJson(['train', 'stateful.yaml', '--runs', 'twins'], { cwd });
  await cnnRunJson(['train', 'stateful.yaml', '--runs', 'twins'], { cwd });
  const { stdout } = await cnnRun(['compare', 'twins'], { cwd });
  expect(stdout).toMatch(/^The configs do not differ\.\n/);
  expect(readFileSync(join(cwd, 'twins/stateful-001/metrics.csv'))).toEqual(
    readFileSync(join(cwd, 'twins/stateful-002/metrics.csv')),
  );
  expect(stdout).toMatch(/\nvalidation loss +\+0\.0000 .*within the noise\n/);
});

it.concurrent('refuses a single one, and none', async () => {
  const hint = '  For example: cnn-run compare mnist-lenet-001 mnist-lenet-002';
  expectJsonRefusal(
    await cnnRun(['compare', 'keras.csv', '--json'], { cwd }),
    `A comparison needs two trainings or more.\n  given   keras.csv\n${hint}`,
  );
  expectRefusal(await cnnRun(['compare'], { cwd }), "missing required argument 'runs'\n  See cnn-run --help.");
});

it.concurrent('writes a page with --html, and nothing where it could not', async () => {
  const { code, stdout } = await cnnRun(['compare', 'stateful-001', 'stateful-002', 'keras.csv', '--html', 'page.html'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n\npage\.html {3}\(\d+ kB\)\n$/);
  const page = readFileSync(join(cwd, 'page.html'), 'utf8');
  for (const text of ['stateful-001', 'keras.csv', 'optimizer.lr', 'validation accuracy', '<section id="loss"']) {
    expect(page).toContain(text);
  }
  const document = await cnnRunJson(['compare', 'stateful-001', 'stateful-002', '--html', 'two.html'], { cwd });
  expect(document.page).toMatchObject({ path: 'two.html', sections: expect.arrayContaining(['figures', 'config', 'loss']) });
  expectRefusal(
    await cnnRun(['compare', 'stateful-001', 'stateful-002', '--html', 'page.png'], { cwd }),
    '--html: expected the name of a file that ends in ".html", got "page.png".',
  );
});
