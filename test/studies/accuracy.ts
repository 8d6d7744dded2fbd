/**
 * Does training lose quality to speed? `npm run study:accuracy` asks in two ways, and prints tables for the README:
 *
 * - the accuracy that a VGG with batch normalisation reaches on MNIST, over several seeds, with Winograd's convolutions and with
 *   direct ones; the difference of the means with its 95 % interval (Welch)
 * - a short training of a small VGG beside the same in float64, by the plain references: how far the loss of each step is off
 *
 * Options: --seeds 5, --images 8000, --epochs 2, --steps 100, --short-seeds 3, --workers (as many as cores), --json. The exit code is 1
 * when the interval of the difference does not hold zero.
 */
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Course, trainInFloat64, trainOnKernels } from './same-training.ts';
import { trainSeeds } from './train-seeds.ts';
import { describeSample, welch } from './welch.ts';

const ALGORITHMS = ['direct', 'winograd'] as const;

// Run as dist/studies/accuracy.js.
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    ...{ seeds: { type: 'string', default: '5' }, images: { type: 'string', default: '8000' } },
    ...{ epochs: { type: 'string', default: '2' }, steps: { type: 'string', default: '100' } },
    'short-seeds': { type: 'string', default: '3' },
    workers: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
  },
});

const training = { config: 'configs/mnist-vgg.yaml', images: Number(values.images), epochs: Number(values.epochs) };
const seeds = range(Number(values.seeds));
const accuracy = await studyAccuracy();
const short = await studyShort();
const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
  node: process.version,
  command: ['npm run study:accuracy', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' '),
  ...{ accuracy, short },
};
console.log(values.json ? JSON.stringify(result, undefined, 2) : tables());
process.exitCode = accuracy.from > 0 || accuracy.to < 0 ? 1 : 0;

async function studyAccuracy() {
  const jobs = seeds.flatMap((seed) => ALGORITHMS.map((convolution) => ({ convolution, seed })));
  const accuracies = await trainSeeds(root, training, jobs, Number(values.workers));
  const of = (wanted: string) => accuracies.filter((_, i) => jobs[i]?.convolution === wanted);
  const [direct, winograd] = [of('direct'), of('winograd')];
  return { ...training, direct, winograd, ...welch(direct, winograd) };
}

/** For each step the largest relative difference of the loss up to there, over all seeds. */
async function studyShort() {
  const steps = Number(values.steps);
  const courses: Record<'float64' | 'direct' | 'winograd', Course>[] = [];
  for (const seed of range(Number(values['short-seeds']))) {
    process.stderr.write(`float64, seed ${seed}\n`);
    const short = { seed, steps, testImages: 200 };
    const [direct, winograd] = [await trainOnKernels(short, 'direct'), await trainOnKernels(short, 'winograd')];
    courses.push({ float64: trainInFloat64(short), direct, winograd });
  }
  const marks = [1, 3, 10, 30, 100, 300, 1000].filter((mark) => mark < steps);
  const mean = (of: (course: (typeof courses)[number]) => Course) => describeSample(courses.map((one) => of(one).accuracy)).mean;
  return {
    ...{ steps, seeds: courses.length },
    offBy: [...marks, steps].map((step) => ({
      step,
      loss: describeSample(courses.map(({ float64 }) => float64.losses[step - 1] as number)).mean,
      direct: Math.max(...courses.map(({ float64, direct }) => offBy(direct, float64, step))),
      winograd: Math.max(...courses.map(({ float64, winograd }) => offBy(winograd, float64, step))),
    })),
    accuracy: {
      float64: mean((one) => one.float64),
      direct: mean((one) => one.direct),
      winograd: mean((one) => one.winograd),
    },
  };
}

function offBy(course: Course, exact: Course, steps: number): number {
  const gaps = exact.losses.slice(0, steps).map((loss, i) => Math.abs((course.losses[i] as number) - loss) / loss);
  return Math.max(...gaps);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

function tables(): string {
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const sample = (list: readonly number[]) => {
    const { mean, deviation } = describeSample(list);
    return `${percent(mean)} ± ${(100 * deviation).toFixed(2)}`;
  };
  const { difference, from, to } = accuracy;
  return [
    `${result.date}, ${result.machine}, Node.js ${result.node}, \`${result.command}\``,
    '',
    `Test accuracy on MNIST of \`${training.config}\` after ${training.epochs} epochs of ${training.images} images, ${seeds.length} seeds, mean ± standard deviation:`,
    '',
    '| direct | Winograd | difference of the means (95 % interval, Welch) |',
    '| --- | --- | --- |',
    `| ${sample(accuracy.direct)} | ${sample(accuracy.winograd)} | ${percent(difference)} (${percent(from)} to ${percent(to)}) |`,
    '',
    `A small VGG with batch normalisation, ${short.seeds} seeds, against the same training in float64: the largest relative difference of the loss up to a step.`,
    '',
    '| step | loss | direct | Winograd |',
    '| --- | --- | --- | --- |',
    ...short.offBy.map(
      ({ step, loss, direct, winograd }) =>
        `| ${step} | ${loss.toFixed(4)} | ${direct.toExponential(0)} | ${winograd.toExponential(0)} |`,
    ),
    '',
    `Test accuracy then: float64 ${percent(short.accuracy.float64)}, direct ${percent(short.accuracy.direct)}, Winograd ${percent(short.accuracy.winograd)}.`,
  ].join('\n');
}
