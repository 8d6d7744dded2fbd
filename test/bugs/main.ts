/**
 * How many real mistakes does `cnn-run sanity-check` find, and how often does it cry wolf? `npm run bench:bugs` plants mistakes of
 * many kinds in healthy set-ups, runs all checks on each, and on many healthy set-ups of varied architecture, optimizer and data.
 *
 * Options: --seeds 3, --first-seed 201, --healthy 100, --draw 2028, --workers (as many as cores), --only TEXT (bugs whose id contains it),
 * --json FILE, --verbose. Thresholds were chosen with seeds below 200 and draws before 2028. The exit code is 1 when less than 90 % of the kinds are
 * found, or there are more than 3 % false failures or 10 % false warnings.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs.ts';
import { examine, type Job, type JobResult, jobs } from './examine.ts';
import { summarize, tableOf } from './summary.ts';

/** A process of its own for so many jobs, since each leaves some hundred megabytes of memory to be collected. */
const JOBS_OF_A_PROCESS = 8;

const { values } = parseArgs({
  options: {
    ...{ seeds: { type: 'string', default: '3' }, healthy: { type: 'string', default: '100' } },
    'first-seed': { type: 'string', default: '201' },
    draw: { type: 'string', default: '2028' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
    json: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const extent = {
  seeds: Number(values.seeds),
  firstSeed: Number(values['first-seed']),
  healthy: Number(values.healthy),
  draw: Number(values.draw),
};

if (process.send !== undefined) serve();
else await main();

/** A worker: gets jobs, sends results. */
function serve(): void {
  process.on('message', (job: Job) => void examine(job, extent).then((result) => process.send?.(result)));
}

async function main(): Promise<void> {
  const { only } = values;
  const wanted = jobs(extent).filter(({ bug = 'healthy' }) => only === undefined || bug.includes(only));
  const results: JobResult[] = [];
  const waiting = [...wanted];
  const work = async () => {
    while (waiting.length > 0) {
      for (const result of await inOwnProcess(waiting.splice(0, JOBS_OF_A_PROCESS), (done) =>
        tell(done, results.length + 1, wanted.length),
      )) {
        results.push(result);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  const summary = summarize(results, BUGS);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...summary, results }, undefined, 2)}\n`);
  const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? 'unknown'}, Node.js ${process.version}`;
  process.stdout.write(`${tableOf(summary)}\n\n${machine}\n`);
  const { kindsFound, kinds, falseFailures, falseWarnings, healthySetups } = summary;
  const isGood = kindsFound >= 0.9 * kinds && falseFailures <= 0.03 * healthySetups && falseWarnings <= 0.1 * healthySetups;
  process.exitCode = isGood || only !== undefined ? 0 : 1;
}

async function inOwnProcess(batch: readonly Job[], onResult: (result: JobResult) => void): Promise<JobResult[]> {
  const child = fork(fileURLToPath(import.meta.url), ['--healthy', String(extent.healthy), '--draw', String(extent.draw)]);
  const results: JobResult[] = [];
  for (const job of batch) {
    const result = await new Promise<JobResult>((resolve, reject) => {
      child.once('message', (message) => resolve(message as JobResult));
      child.once('exit', (code) => reject(new Error(`the process of ${JSON.stringify(job)} ended with code ${code}`)));
      child.send(job);
    });
    child.removeAllListeners('exit');
    onResult(result);
    results.push(result);
  }
  child.disconnect();
  return results;
}

function tell(
  { bug = 'healthy', setup, seed, complaints, seconds, trainedAccuracy }: JobResult,
  done: number,
  total: number,
): void {
  const said = complaints
    .map(({ id, status, reading }) => `${id} ${status}${values.verbose ? `: ${reading}` : ''}`)
    .join(values.verbose ? '\n    ' : ', ');
  process.stderr.write(
    `${done}/${total} ${bug} in ${setup}, seed ${seed} (${seconds.toFixed(1)} s${trainedAccuracy === undefined ? '' : `; trains to ${(100 * trainedAccuracy).toFixed(1)} %`}): ${values.verbose ? '\n    ' : ''}${said}\n`,
  );
}
