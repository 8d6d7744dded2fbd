/**
 * The benchmark of training: `npm run bench [config ...]`. Each config is measured in a process of its own, several times,
 * in turns, so that a machine whose speed drifts does not favour one of them; medians with their spread are printed.
 *
 * - images/s: forward, loss, backward and update on batches that are copied in from the decoded data, on one thread and on
 *   all cores; the other figures are of one thread
 * - GFLOP/s: 2 x 3 x multiply-adds of one image's forward pass (the first layer's input gradient, which is never computed,
 *   is counted too, as in the tables of others)
 * - start: a whole run of one step, from the start of the process to its end
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = 5;
const given = process.argv.slice(2);
const networks = ['bench-a-lenet', 'bench-b-vgg', 'bench-c-resnet20', 'bench-d-tiny'];
const configs = given.length > 0 ? given : networks.map((name) => `configs/${name}.yaml`);

console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node.js ${process.version}; ${rounds} rounds; median (min - max)\n`,
);
const results = new Map(configs.map((config) => [config, { training: [], team: [], start: [] }]));
for (let round = 0; round < rounds; round++) {
  for (const config of configs) {
    const { training, team, start } = results.get(config);
    training.push(measureTraining(config, 1));
    team.push(measureTraining(config, cpus().length));
    start.push(measureStart(config));
  }
}
const header = ['config', 'images/s', `${cpus().length} threads`, 'ms/step', 'GFLOP/s', 'peak MB', 'start s'];
const rows = configs.map((config) => {
  const { training, team, start } = results.get(config);
  const of = (key, digits) =>
    spread(
      training.map((result) => result[key]),
      digits,
    );
  const together = spread(
    team.map((result) => result.imagesPerSecond),
    0,
  );
  return [
    config,
    of('imagesPerSecond', 0),
    together,
    of('msPerStep', 3),
    of('gigaflops', 1),
    of('peakMegabytes', 0),
    spread(start, 2),
  ];
});
const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
for (const row of [header, ...rows]) console.log(row.map((cell, i) => cell.padEnd(widths[i])).join('   '));

function measureTraining(config, threads) {
  const script = join(root, 'test/bench/measure-training.mjs');
  const worker = spawnSync(process.execPath, [script, config, String(threads)], {
    cwd: root,
    encoding: 'utf8',
  });
  if (worker.status !== 0) throw new Error(worker.stderr);
  return JSON.parse(worker.stdout);
}

function measureStart(config) {
  const runs = mkdtempSync(join(tmpdir(), 'cnn-run-bench-'));
  const began = performance.now();
  const overrides = ['--train.steps', '1', '--data.split.validation', '0', '--data.limitTest', '1'];
  const run = spawnSync(process.execPath, [join(root, 'bin/cnn-run.js'), 'train', config, '--runs', runs, ...overrides], {
    cwd: root,
  });
  const seconds = (performance.now() - began) / 1000;
  rmSync(runs, { recursive: true, force: true });
  if (run.status !== 0) throw new Error(String(run.stderr));
  return seconds;
}

function spread(values, digits) {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, middle, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${middle.toFixed(digits)} (${low.toFixed(digits)} - ${high.toFixed(digits)})`;
}
