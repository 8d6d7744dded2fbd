/**
 * The benchmark of single kernels: `npm run bench:kernels -- [--rounds N] [--seconds S] [filter ...]`, where a filter is part of what
 * stands in the first two columns. Each operation is captured as a program on one thread and replayed; a clock around every kernel gives the
 * shortest time that each took. docs/benchmark.md says what the figures mean.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Engine } from '../../dist/tensor/engine.js';
import { measureCopy, measureMultiplyAdds } from './harness/ceiling.mjs';
import { cases, randomTensor } from './harness/kernel-cases.mjs';
import { numberText } from './harness/statistics.mjs';
import { plainTable } from './harness/tables.mjs';
import { watchKernels } from './harness/watch-kernels.mjs';

const CEILING_SECONDS = 0.02;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '0.05' }, rounds: { type: 'string', default: '3' } },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const chosen = cases.filter(({ operation, shape }) => positionals.every((filter) => `${operation} ${shape}`.includes(filter)));
if (chosen.length === 0 || !(seconds > 0) || !(rounds >= 1)) {
  console.error('usage: npm run bench:kernels -- [--rounds N] [--seconds S] [filter ...], where a filter is a part of one of:');
  for (const { operation, shape } of cases) console.error(`  ${operation} ${shape}`);
  process.exit(2);
}

/** The kernels of the last run in their order: name and milliseconds. */
let calls = [];
watchKernels((name, call) => {
  const began = performance.now();
  call();
  calls.push([name, performance.now() - began]);
});

const { build } = new Engine();
const fused = build === 'relaxed';
let flops = 0;
/** GB/s of copying so many bytes. */
const copies = new Map();
/** For each case and pass its kernels, each with the shortest time that it took. */
const results = chosen.map(() => new Map());
for (let round = 0; round < rounds; round++) {
  chosen.forEach((one, i) => {
    flops = Math.max(flops, measureMultiplyAdds(fused, CEILING_SECONDS));
    for (const { bytes } of Object.values(one.work)) {
      if (bytes !== undefined) copies.set(bytes, Math.max(copies.get(bytes) ?? 0, measureCopy(bytes, CEILING_SECONDS)));
    }
    for (const gradient of one.gradients.length === 0 ? [undefined] : one.gradients) {
      for (const [pass, kernels] of measurePasses(one, gradient)) results[i].set(pass, fastest(kernels, results[i].get(pass)));
    }
  });
}
console.log(
  `${cpus()[0]?.model.trim()}; Node.js ${process.versions.node}; ${build} kernels, one thread, the fastest of ${rounds} rounds; ` +
    `multiply-adds ${numberText(flops)} GFLOP/s at most`,
);
const rows = chosen.flatMap((one, i) => [...results[i]].map(([pass, kernels]) => rowOf(one, pass, kernels)));
const header = ['operation', 'shape', 'pass', 'microseconds', 'rate', 'of the ceiling', 'kernels'];
console.log(plainTable([header, ...rows]).join('\n'));

function rowOf({ operation, shape, gradients, work }, pass, kernels) {
  const milliseconds = kernels.reduce((sum, [, time]) => sum + time, 0);
  return [
    ...[operation, shape, gradients.length === 0 ? 'update' : pass, numberText(1000 * milliseconds)],
    ...rateOf(work[pass], milliseconds),
    sharesOf(kernels, milliseconds),
  ];
}

/** The kernels of the forward pass and of one gradient, each with the shortest time that it took in a replay. */
function measurePasses({ open }, gradient) {
  const engine = new Engine();
  const { forward, output } = open(engine, gradient);
  const upstream = gradient === undefined ? undefined : randomTensor(engine, ...output);
  calls = [];
  let split = 0;
  const program = engine.capture(() => {
    const y = forward();
    split = calls.length;
    if (gradient !== undefined) engine.tape.backward(y, upstream);
  });
  let kernels = calls;
  const ends = performance.now() + 1000 * seconds;
  do {
    calls = [];
    program.replay();
    kernels = fastest(calls, kernels);
  } while (performance.now() < ends);
  if (gradient === undefined) return [['forward', kernels]];
  // The first kernel of a backward pass lays out the gradient that comes from above, which is no part of the operation.
  return [
    ['forward', kernels.slice(0, split)],
    [gradient, kernels.slice(split + 1)],
  ];
}

/** Of two runs of the same kernels the shorter time of each. */
function fastest(kernels, before = kernels) {
  return kernels.map(([name, time], i) => {
    if (before[i]?.[0] !== name) throw new Error(`${name} ran where ${before[i]?.[0]} ran before`);
    return [name, Math.min(time, before[i][1])];
  });
}

/** Rate and share of what a core can do at most: multiply-adds, or copying as many bytes. */
function rateOf({ macs, bytes }, milliseconds) {
  if (macs !== undefined) {
    const rate = (2 * macs) / milliseconds / 1e6;
    return [`${numberText(rate)} GFLOP/s`, shareText(rate / flops)];
  }
  const rate = bytes / milliseconds / 1e6;
  return [`${numberText(rate)} GB/s`, shareText(rate / copies.get(bytes))];
}

function shareText(share) {
  return `${numberText(100 * share)} %`;
}

/** Which kernels took the time, the longest first; small change is left out. */
function sharesOf(kernels, milliseconds) {
  const sums = new Map();
  for (const [name, time] of kernels) sums.set(name, (sums.get(name) ?? 0) + time);
  return [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .filter(([, time], i) => i === 0 || time > 0.03 * milliseconds)
    .map(([name, time]) => `${name} ${((100 * time) / milliseconds).toFixed(0)} %`)
    .join(', ');
}
