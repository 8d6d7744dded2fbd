/**
 * Which sampler finds low values soonest? `npm run bench:search` runs studies of functions whose minimum is published, and shows how far the best
 * trial is above it after 16 to 128 trials: median and quartiles over the seeds. Then it times one suggestion. A grid is made of as
 * many points as the trials allow; it does not depend on the seed. Last, how near the importance of hyperparameters comes to the truth.
 *
 * Options: --seeds 20, --sampler NAME (all of them by default).
 */
import { parseArgs } from 'node:util';
import { OrderStatistics } from '../../src/curves/order-statistics.ts';
import { samplers } from '../../src/search/samplers/index.ts';
import { textTable } from '../helpers/text-table.ts';
import { branin, hartmann6 } from './functions.ts';
import { importanceRows } from './importance.ts';
import { regrets } from './simulate.ts';
import { millisecondsPerSuggestion } from './timing.ts';

const TRIALS = [16, 32, 64, 128];
const FINISHED = [100, 1000, 10_000];

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' }, sampler: { type: 'string' } } });
const entries = values.sampler === undefined ? [...samplers] : [samplers.get(values.sampler)];
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);

for (const subject of [branin, hartmann6]) {
  const rows = entries.map((entry) => [
    entry.name,
    ...TRIALS.map((trials) => {
      const last = seeds.map((seed) => regrets(entry, subject, trials, seed).at(-1) ?? Number.NaN);
      const statistics = new OrderStatistics(last);
      for (const i of last.keys()) statistics.add(i);
      const [lower, middle, upper] = [0.25, 0.5, 0.75].map((part) => statistics.quantile(part).toFixed(3));
      return `${middle} (${lower} - ${upper})`;
    }),
  ]);
  console.log(`\n${subject.name}, ${subject.ranges.length} dimensions: above the minimum after so many trials\n`);
  console.log(textTable([['sampler', ...TRIALS.map((trials) => `${trials} trials`)], ...rows]));
}

const times = entries.map((entry) => [
  entry.name,
  ...FINISHED.map((trials) => `${millisecondsPerSuggestion(entry, hartmann6, trials).toFixed(2)} ms`),
]);
console.log('\nTime of one suggestion, 6 dimensions, by the number of finished trials\n');
console.log(textTable([['sampler', ...FINISHED.map((trials) => `${trials} trials`)], ...times]));

console.log('\nImportance: means over 40 studies of three hyperparameters at random\n');
console.log(textTable(importanceRows()));
