/**
 * A whole job as a user starts it, the start of the process included: a random search of 16 trials, a LeNet of 200 steps of 32 images
 * each. With one worker and with two, and in PyTorch as two processes of one thread each. In turns, so that whatever else the machine
 * does falls on all alike.
 *
 *     npm run bench:sweep -- --rounds 5 --python /path/to/python
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TRIALS = 16;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, python: { type: 'string' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin/cnn-run.js');
const peer = join(root, 'test/bench/peers/torch_search.py');
const runs = mkdtempSync(join(tmpdir(), 'cnn-run-sweep-'));

const ours = (workers, trials = TRIALS) => [
  process.execPath,
  [
    program,
    'sweep',
    join(root, 'configs/bench-search.yaml'),
    '--workers',
    String(workers),
    '--trials',
    String(trials),
    '--runs',
    runs,
    '--new',
  ],
];
const contenders = [
  { name: 'cnn-run, 2 workers', command: ours(2) },
  { name: 'cnn-run, 1 worker', command: ours(1) },
  { name: 'cnn-run, 2 workers, 48 trials', command: ours(2, 48) },
  { name: 'cnn-run, 1 worker, 48 trials', command: ours(1, 48) },
  ...(values.python === undefined
    ? []
    : ['fork', 'spawn'].map((start) => ({ name: `PyTorch, 2 processes (${start})`, command: [values.python, [peer, start]] }))),
];

const seconds = new Map(contenders.map(({ name }) => [name, []]));
try {
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const { name, command } of contenders) {
      process.stderr.write(`round ${round}: ${name}\n`);
      seconds.get(name).push(timeOf(command));
    }
  }
} finally {
  rmSync(runs, { recursive: true, force: true });
}

for (const { name } of contenders) console.log(`${name.padEnd(32)} ${median(seconds.get(name)).toFixed(2).padStart(7)} s`);
report('1 worker over 2 (16 trials)', 'cnn-run, 1 worker', 'cnn-run, 2 workers');
report('1 worker over 2 (48 trials)', 'cnn-run, 1 worker, 48 trials', 'cnn-run, 2 workers, 48 trials');
for (const { name } of contenders.filter(({ name }) => name.startsWith('PyTorch')))
  report(`${name} over cnn-run, 2 workers`, name, 'cnn-run, 2 workers');

function timeOf([file, args]) {
  const began = performance.now();
  const { status, stderr } = spawnSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return (performance.now() - began) / 1000;
}

/** Ratios round by round: their median, the least and the greatest. */
function report(title, slower, faster) {
  const ratios = seconds.get(slower).map((value, round) => value / seconds.get(faster)[round]);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  console.log(`${title}: ${median(ratios).toFixed(2)} (${least.toFixed(2)} - ${most.toFixed(2)})`);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
