/** Ctrl-C and a polite kill save and end a training; `--resume` goes on with it, and with nothing that is not to go on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRun, cnnRunJson, documentOf, expectRefusal, startCnnRun } from '../helpers/cli.ts';
import { exactFiles, experimentFolder } from '../helpers/experiment-folder.ts';
import { type Attempt, trainInterrupted } from '../helpers/interrupted-training.ts';

const cwd = experimentFolder();
/** Trains for a second or so. */
const long = ['stateful.yaml', '--train.epochs', '150', '--train.checkpointSteps', '7', '--model.0.channels', '16'];

it.concurrent('interrupted by SIGINT, then by SIGTERM, it ends with the same bytes as one that was not', async () => {
  const interruptAt =
    (signal: NodeJS.Signals, line: string): Attempt =>
    async (args) => {
      const running = startCnnRun(args, { cwd });
      await running.untilStderr(line);
      running.kill(signal);
      const outcome = await running.ended;
      expect(outcome.stderr).toContain('\nInterrupted: saving. (Once more to stop at once.)\n');
      const document = documentOf(outcome);
      expect(document).toMatchObject({ run: 'stateful-001', status: 'interrupted', testAccuracy: null });
      expect(document.epochs).toBeGreaterThanOrEqual(10);
      expect(JSON.parse(readFileSync(join(cwd, 'interrupted/stateful-001/summary.json'), 'utf8'))).toMatchObject({
        status: 'interrupted',
        steps: document.steps,
      });
      return outcome;
    };
  const { ends } = await trainInterrupted(
    join(cwd, 'interrupted'),
    [...long, '--runs', 'interrupted'],
    [
      interruptAt('SIGINT', '\nepoch 10/150 '),
      interruptAt('SIGTERM', '\nepoch '),
      async (args) => {
        const outcome = await cnnRun(args, { cwd });
        expect(outcome.stderr).toMatch(/^going on with .*stateful-001 from step \d+\n/);
        return outcome;
      },
    ],
  );
  expect(ends).toEqual([130, 143]);
  await cnnRunJson(['train', ...long, '--runs', 'whole'], { cwd });
  expect(exactFiles(join(cwd, 'interrupted/stateful-001'))).toEqual(exactFiles(join(cwd, 'whole/stateful-001')));
});

it.concurrent('while a process trains a run, another one can measure and list it, but not train it', async () => {
  const options = { cwd };
  const running = startCnnRun(['train', 'plain.yaml', '--train.epochs', '1000000', '--runs', 'live'], options);
  await running.untilStderr('epoch 1/');
  const [resumed, evaluated, listed] = await Promise.all([
    cnnRun(['train', '--resume', 'plain-001', '--runs', 'live'], options),
    cnnRunJson(['eval', 'last', '--runs', 'live'], options),
    cnnRunJson(['list', '--runs', 'live'], options),
  ]);
  running.kill('SIGTERM');
  const outcome = await running.ended;

  expect(resumed).toMatchObject({ code: 2, stdout: '' });
  expect(resumed.stderr).toMatch(
    /^The run plain-001 is being trained by another process\.\n {2}process {3}\d+\n {2}lock {6}live\/plain-001\/lock\n {2}Wait until it ends, or stop it \(Ctrl-C saves and ends a training\)\.\n$/,
  );
  expect(evaluated).toMatchObject({ run: 'plain-001', count: 80 });
  expect(listed.runs).toMatchObject([{ name: 'plain-001', status: 'running' }]);
  expect(outcome).toMatchObject({ code: 143, signal: null });
  expect(outcome.stdout).toMatch(/\nrun +live\/plain-001 +\(interrupted\)\n/);
});

it.concurrent('resuming a run that is finished says so, prints its results again and changes nothing', async () => {
  const first = await cnnRunJson(['train', 'stateful.yaml', '--runs', 'finished'], { cwd });
  const run = join(cwd, 'finished/stateful-001');
  const files = () => ({
    ...exactFiles(run),
    summary: readFileSync(join(run, 'summary.json'), 'utf8'),
    timing: readFileSync(join(run, 'timing.csv'), 'utf8'),
  });
  const before = files();
  const again = await cnnRun(['train', '--resume', run, '--json'], { cwd });
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/^going on with .*stateful-001, which is finished\n/);
  expect(documentOf(again)).toEqual({ ...first, path: run });
  expect(files()).toEqual(before);
});

it.concurrent('--resume takes neither a config nor overrides, nor options that change the training', async () => {
  const refusal = (given: string) =>
    `--resume goes on with the config of the run, and nothing else can be given.\n  given   ${given}\n  Leave these out, or start a new run without --resume.`;
  const resume = (...args: string[]) => cnnRun(['train', '--resume', 'any', ...args], { cwd });
  const [config, overrides] = await Promise.all([
    resume('plain.yaml'),
    resume('--train.epochs', '5', '--seed=3', '--name', 'x', '--kernels', 'simd', '--optimizer.lr=1'),
  ]);
  expectRefusal(config, refusal('plain.yaml'));
  expectRefusal(overrides, refusal('--seed --name --kernels --train.epochs 5 --optimizer.lr=1'));
});
