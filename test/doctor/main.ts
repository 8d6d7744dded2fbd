/**
 * How often is the curve doctor right? `npm run bench:curves` shows it synthetic curves of known shapes, and real trainings on MNIST that
 * are made to have each shape (they are trained first, a minute or two for each seed, through the command line).
 *
 * Options: --per-shape 40, --draw 2030 (of the synthetic curves), --seeds 31,32 (of the real runs), --verbose. Thresholds were chosen with
 * draws 1 - 3 and seeds 1, 11, 12, 21 and 22. The exit code is 1 when less than 90 % of the synthetic or 80 % of the real ones are right, or the doctor is
 * sure of something wrong in 5 % of either.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { readCurveLogs } from '../../src/records/curve-log/read.ts';
import { type RealRun, realRuns } from './real-runs.ts';
import { type Case, judge, scores, scoreTable, type Verdict } from './score.ts';
import { syntheticCurves } from './synthetic.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/cnn-run.js', import.meta.url));
const run = promisify(execFile);

const { values } = parseArgs({
  options: {
    'per-shape': { type: 'string', default: '40' },
    draw: { type: 'string', default: '2030' },
    seeds: { type: 'string', default: '31,32' },
    verbose: { type: 'boolean', default: false },
  },
});

const synthetic = syntheticCurves(Number(values.draw), Number(values['per-shape'])).map(judge);
const isFine = report('Synthetic curves', synthetic, 0.9);
const seeds = values.seeds.split(',').filter(Boolean).map(Number);
const real = (await trainAll(seeds)).map(judge);
const isFineToo = seeds.length === 0 || report('Real runs', real, 0.8);
process.exitCode = isFine && isFineToo ? 0 : 1;

/** @returns whether enough of them are right. */
function report(title: string, verdicts: readonly Verdict[], least: number): boolean {
  const rows = scores(verdicts);
  console.log(`\n${title}\n\n${scoreTable(rows)}`);
  for (const { name, label, readings, isRight, isConfidentlyWrong } of verdicts) {
    if (isRight && !isConfidentlyWrong && !values.verbose) continue;
    const said = readings.map(({ shape, confidence }) => `${shape} ${confidence}`).join(', ');
    console.log(`${isRight ? 'right' : 'wrong'}  ${name} (${label}): ${said}`);
  }
  const all = rows.at(-1);
  return all !== undefined && all.right >= least * all.cases && all.confidentlyWrong < 0.05 * all.cases;
}

/** One thread each, as many at a time as there are cores. */
async function trainAll(seedsOfRuns: readonly number[]): Promise<Case[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-run-curves-'));
  try {
    const waiting = seedsOfRuns.flatMap((seed) => realRuns(seed).map((real) => ({ seed, real })));
    const cases: Case[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        cases.push(await train(join(folder, String(next.seed)), next.real, next.seed));
        process.stderr.write(`\r${cases.length} trained, ${waiting.length} to go   `);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    process.stderr.write('\n');
    return cases.sort((a, b) => a.name.localeCompare(b.name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function train(runs: string, { name, right, also, config }: RealRun, seed: number): Promise<Case> {
  mkdirSync(runs, { recursive: true });
  const file = `${runs}-${name}.json`;
  writeFileSync(file, JSON.stringify(config));
  await run(process.execPath, [PROGRAM, 'train', file, '--runs', runs, '--threads', '1', '--json']).catch((error) => {
    // Some are made to diverge.
    if (error.code !== 1) throw error;
  });
  const [found] = readCurveLogs(runs, `${name}-001`);
  if (found === undefined) throw new Error(`${name}: no log`);
  return { name: `${name}, seed ${seed}`, log: found.log, right, also };
}
