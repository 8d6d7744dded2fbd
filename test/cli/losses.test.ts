/** Trainings with the losses that are not the default one, which start where a network that knows nothing should. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCsv } from '../../src/records/read-csv.ts';
import { cnnRun, cnnRunJson, expectRefusal, ROOT, temporaryFolder } from '../helpers/cli.ts';
import { writeText } from '../helpers/experiment-folder.ts';

const cwd = temporaryFolder();
const tiny = join(ROOT, 'configs/bench-d-tiny.yaml');

const config = parse(readFileSync(tiny, 'utf8')) as { readonly model: readonly unknown[] };
writeText(cwd, 'softmax.yaml', JSON.stringify({ ...config, model: [...config.model, 'softmax'] }));
writeText(cwd, 'images.yaml', JSON.stringify({ ...config, model: [config.model[0], 'softmax', ...config.model.slice(1)] }));

/** Trains for an epoch: the document, and the loss of each step. */
async function train(given: string, name: string, ...overrides: readonly string[]) {
  const args = ['train', given, '--runs', 'runs', '--name', name, '--train.epochs', '1', ...overrides];
  const document = await cnnRunJson(args, { cwd });
  const { header, rows } = readCsv(join(cwd, `runs/${name}-001/metrics.csv`));
  return { document, losses: rows.map((row) => Number(row[header.indexOf('loss')])) };
}

it.concurrent('hinge starts at the margin times the wrong classes, and learns', async () => {
  const { document, losses } = await train(tiny, 'hinge', '--loss.type', 'hinge');
  expect(document).toMatchObject({ status: 'completed', epochs: 1 });
  expect(Math.abs((losses[0] as number) / 9 - 1)).toBeLessThan(0.03);
  expect(document.testAccuracy).toBeGreaterThan(0.9);

  const wide = await train(tiny, 'wide', '--loss.type', 'hinge', '--loss.margin', '2');
  expect(Math.abs((wide.losses[0] as number) / 18 - 1)).toBeLessThan(0.03);
});

it.concurrent('the squared error of probabilities starts at (C - 1) / C^2, and learns', async () => {
  const overrides = ['--loss.type', 'meanSquaredError', '--optimizer.type', 'adam', '--optimizer.lr', '0.01'];
  const { document, losses } = await train('softmax.yaml', 'squares', ...overrides);
  expect(document).toMatchObject({ status: 'completed', epochs: 1 });
  expect(Math.abs((losses[0] as number) / 0.09 - 1)).toBeLessThan(0.03);
  expect(document.testAccuracy).toBeGreaterThan(0.9);
});

it.concurrent('refuses a margin that is not positive, and a softmax over images', async () => {
  const margin = await cnnRun(['train', tiny, '--loss.type', 'hinge', '--loss.margin', '0'], { cwd });
  expectRefusal(margin, 'command line: --loss.margin  loss.margin: expected a number from 0.000001 to 1000000, got 0');
  const images = await cnnRun(['train', 'images.yaml'], { cwd });
  expect(images).toMatchObject({ code: 2, stdout: '' });
  expect(images.stderr).toMatch(/^softmax: the input is not a list of features\n(.*\n)* {2}layer +1 \(softmax\) /);
});
