import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { userErrorOf } from '../../../test/helpers/errors.ts';
import { configFor, EVERY_KIND, temporaryFolder } from '../../../test/helpers/experiment.ts';
import { createRun } from '../../records/create-run.ts';
import type { RunFolder } from '../../records/run-folder.ts';
import { buildExperiment } from '../experiment.ts';
import { runSession } from '../session.ts';
import { checkConfig, checkEvaluation, checkLogs, checkSameBits } from './checks.ts';

const folder = temporaryFolder('smoke-checks');

/** A run of two epochs of two steps each. */
async function trained(seed = 1): Promise<RunFolder> {
  const config = configFor(folder, { seed, model: EVERY_KIND, train: { epochs: 2, batchSize: 16 } }, { train: 40, test: 8 });
  mkdirSync(join(folder, 'runs'), { recursive: true });
  const { run, lock } = createRun(join(folder, 'runs'), 'test', { 'config.yaml': '' });
  await runSession(buildExperiment(config, { threads: 1 }), run, undefined, {});
  lock.release();
  return run;
}

it('compares runs byte for byte, and names the files that differ', async () => {
  const [one, same, other] = [await trained(), await trained(), await trained(2)];
  checkSameBits(one, same);
  expect(userErrorOf(() => checkSameBits(one, other))).toMatchObject({
    exitCode: 1,
    facts: [
      ['different', 'metrics.csv, epochs.csv, best.safetensors, last.safetensors'],
      ['the same', 'nothing'],
    ],
  });
  const last = readFileSync(same.checkpointPath('last'));
  last[last.length - 1] = (last.at(-1) ?? 0) ^ 1;
  writeFileSync(same.checkpointPath('last'), last);
  expect(userErrorOf(() => checkSameBits(one, same)).facts).toEqual([
    ['different', 'last.safetensors'],
    ['the same', 'metrics.csv, epochs.csv, best.safetensors'],
  ]);
});

it('reads logs back, and says what is wrong with them', async () => {
  const run = await trained();
  const check = () => checkLogs(run, { steps: 6, epochs: 2 });
  check();
  const path = run.logPath('metrics');
  const text = readFileSync(path, 'utf8');
  const problemOf = (changed: string) => {
    writeFileSync(path, changed);
    const { headline, facts, exitCode } = userErrorOf(check);
    expect({ headline, exitCode }).toEqual({ headline: 'metrics.csv does not read back as it was written.', exitCode: 1 });
    return facts[0]?.[1];
  };
  expect(problemOf(text.replace(/\n6,.*\n$/, '\n'))).toBe('5 rows, expected 6');
  expect(problemOf(text.trimEnd())).toBe('its last line has no end');
  expect(problemOf(text.replace(/\n3,1,[^,]+/, '\n3,1,NaN'))).toBe('row 3: loss is "NaN"');
  expect(problemOf(text.replace(/\n3,1,[^,]+/, '\n3,1,'))).toBe('row 3: loss is ""');
  writeFileSync(path, text);
  check();
  appendFileSync(run.logPath('timing'), '3,1,1,Infinity\n');
  expect(userErrorOf(check).facts[0]?.[1]).toBe('3 rows, expected 2');
});

it('takes a config for the same whatever the order of its keys and what is not given', () => {
  checkConfig({ a: 1, b: { c: 2 }, d: undefined }, { b: { c: 2 }, a: 1 });
  expect(userErrorOf(() => checkConfig({ a: 1 }, { a: 2 })).exitCode).toBe(1);
});

it('compares evaluations in every bit, and refuses a loss that is no number', () => {
  const evaluation = { loss: 0.5, accuracy: 0.25, count: 8, confusion: [] };
  checkEvaluation(evaluation, { ...evaluation });
  expect(userErrorOf(() => checkEvaluation(evaluation, { ...evaluation, loss: 0.5 + 2 ** -50 })).headline).toBe(
    'The best checkpoint gave another test loss than at the end of the training.',
  );
  const broken = { ...evaluation, loss: Number.NaN };
  expect(userErrorOf(() => checkEvaluation(broken, broken)).headline).toBe('The test loss is NaN: the training diverged.');
});
