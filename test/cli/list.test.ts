/** `cnn-run list`: the runs, in whatever state they are, and what a config can choose from. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { layers } from '../../src/nn/layers/index.ts';
import { optimizers } from '../../src/optim/index.ts';
import { cnnRun, cnnRunJson, expectJsonRefusal, expectPlain, expectRefusal } from '../helpers/cli.ts';
import { experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();

it.concurrent('lists runs that were completed, killed and broken, the oldest first', async () => {
  const empty = await cnnRun(['list'], { cwd });
  expect(empty).toMatchObject({
    code: 0,
    stdout: 'No runs in runs yet. Start one: cnn-run train configs/mnist-lenet.yaml\n',
    stderr: '',
  });
  expect(await cnnRunJson(['list'], { cwd })).toEqual({ runs: [] });

  const document = await cnnRunJson(['train', 'plain.yaml'], { cwd });
  expect(await cnnRun(['train', 'stateful.yaml'], { cwd, killAtWrite: 60 })).toMatchObject({ signal: 'SIGKILL' });
  writeText(cwd, 'runs/broken/summary.json', '{}');
  writeText(cwd, 'runs/README.md', 'not a run');

  const { runs } = (await cnnRunJson(['list'], { cwd })) as { readonly runs: readonly Record<string, unknown>[] };
  expect(runs).toHaveLength(3);
  expect(runs[0]).toMatchObject({ ...document, name: 'plain-001', configName: 'plain', problem: null });
  expect(new Date(String(runs[0]?.created)).toISOString()).toBe(runs[0]?.created);
  expect(runs[1]).toMatchObject({ name: 'stateful-001', path: join('runs', 'stateful-001'), status: 'interrupted' });
  expect(runs[2]).toMatchObject({
    name: 'broken',
    status: 'broken',
    problem: 'Cannot read the config of the run: there is no such file or folder.',
  });

  const { code, stdout, stderr } = await cnnRun(['list'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expectPlain(stdout);
  expect(stdout).toMatch(/^run +status +epochs +/);
  expect(stdout).toMatch(/\nplain-001 +completed +3 .*\nstateful-001 +interrupted +\d? ?.*\nbroken +broken/);
});

it.concurrent('lists the members of a registry', async () => {
  const { members } = await cnnRunJson(['list', 'layers'], { cwd });
  expect(members).toEqual(
    [...layers].map(({ name, summary, options }) => ({ name, summary, options: Object.keys(options.shape) })),
  );
  const { code, stdout } = await cnnRun(['list', 'optimizers'], { cwd });
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(optimizers.names.length);
  expect(stdout).toMatch(/^adamw {3,}Adam with weight decay /m);
  expect((await cnnRun(['list', 'samplers'], { cwd })).stdout).toMatch(/^tpe {3,}Looks where /m);
});

it.concurrent('refuses a list that there is not', async () => {
  const known =
    'runs, studies, architectures, augmentations, datasets, layers, losses, optimizers, schedules, ranges, samplers, pruners, checks';
  expectRefusal(
    await cnnRun(['list', 'layer'], { cwd }),
    `There is no list of "layer".\n  known   ${known}\n  Did you mean "layers"?`,
  );
  expectJsonRefusal(
    await cnnRun(['list', 'nonsense', '--json'], { cwd }),
    `There is no list of "nonsense".\n  known   ${known}\n  Choose one of the known ones.`,
  );
});
