/** Runs whose files were damaged or changed: a clear message, exit code 2, and what there is stays as it is. */
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, documentOf, messageOf } from '../helpers/cli.ts';
import { experimentFolder } from '../helpers/experiment-folder.ts';
import { makeImageFolder } from '../helpers/idx-files.ts';

const cwd = experimentFolder();
makeImageFolder(join(cwd, 'other-data'), { seed: 2 });

beforeAll(async () => {
  await cnnRunJson(['train', 'stateful.yaml', '--train.epochs', '2', '--runs', 'sound'], { cwd });
  const killed = await cnnRun(['train', 'stateful.yaml', '--train.epochs', '2', '--runs', 'killed'], { cwd, killAtWrite: 70 });
  expect(killed).toMatchObject({ signal: 'SIGKILL' });
});

/** Every file below a folder with its content, but for a killed process's lock and half-written files, which are cleared away. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => {
    return entry.isFile() && entry.name !== 'lock' && !/\.\d+$/.test(entry.name);
  });
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'latin1')]));
}

const edit = (file: string, from: string | RegExp, to: string) => (run: string) =>
  writeFileSync(join(run, file), readFileSync(join(run, file), 'utf8').replaceAll(from, to));
const cut = (file: string, length: number) => (run: string) => truncateSync(join(run, file), length);
const remove = (file: string) => (run: string) => rmSync(join(run, file));

interface Case {
  readonly name: string;
  /** The run that is spoilt: one that is finished, or one that was killed in its last epoch (the default). */
  readonly of?: 'sound' | 'killed';
  readonly spoil: (run: string) => void;
  /** The command, whose last argument the run's folder becomes. */
  readonly command: readonly string[];
  /** How the message begins; RUN stands for the run's folder. */
  readonly message: readonly string[];
}

const resume = ['train', '--json', '--resume'];
const evaluate = ['eval', '--json'];
const last = 'checkpoints/last.safetensors';
const best = 'checkpoints/best.safetensors';

const cases: readonly Case[] = [
  {
    name: 'resume from a truncated checkpoint',
    spoil: cut(last, 4000),
    command: resume,
    message: [
      'The checkpoint is truncated: its header announces ',
      `  path   RUN/${last}`,
      '  Use another checkpoint of the run, or train again.',
    ],
  },
  {
    name: 'measure a truncated checkpoint',
    of: 'sound',
    spoil: cut(best, 5),
    command: evaluate,
    message: [
      'The checkpoint is truncated: a header takes at least 8 bytes, the file has 5.',
      `  path   RUN/${best}`,
      '  Use another checkpoint of the run, or train again.',
    ],
  },
  {
    name: 'measure something else than a checkpoint',
    of: 'sound',
    spoil: (run) => writeFileSync(join(run, best), 'PK\x03\x04 a ZIP archive, say'),
    command: evaluate,
    message: [
      'The checkpoint is not a safetensors file: its first 8 bytes announce a header of more than 100 MB.',
      `  path   RUN/${best}`,
    ],
  },
  {
    name: 'measure where there are no weights',
    of: 'sound',
    spoil: remove(best),
    command: evaluate,
    message: ['Cannot read the checkpoint: there is no such file or folder.', `  path   RUN/${best}`],
  },
  {
    name: 'resume from a checkpoint of another model',
    spoil: edit('config.yaml', 'channels: 4', 'channels: 6'),
    command: resume,
    message: [
      'The checkpoint is of another network than the config describes.',
      `  checkpoint   RUN/${last}`,
      '  different    conv.weight: F32 [4, 1, 3, 3], the config says F32 [6, 1, 3, 3]',
      '  different    norm.weight: F32 [4], the config says F32 [6]',
    ],
  },
  {
    name: 'measure a checkpoint of another model',
    of: 'sound',
    spoil: edit('config.yaml', 'name: fc', 'name: head'),
    command: evaluate,
    message: [
      'The checkpoint is of another network than the config describes.',
      `  checkpoint   RUN/${best}`,
      '  missing      head.weight',
      '  missing      head.bias',
      '  unknown      fc.bias',
      '  unknown      fc.weight',
    ],
  },
  {
    name: 'resume on other data',
    spoil: edit('config.yaml', 'path: data', 'path: other-data'),
    command: resume,
    message: ['The data are not those that the run was trained on.', `  checkpoint   RUN/${last}   (data `],
  },
  {
    name: 'measure on other data',
    of: 'sound',
    spoil: edit('config.yaml', 'path: data', 'path: other-data'),
    command: evaluate,
    message: ['The data are not those that the run was trained on.', `  checkpoint   RUN/${best}   (data `],
  },
  {
    name: 'resume without the log',
    spoil: remove('metrics.csv'),
    command: resume,
    message: ['metrics.csv was changed or lost since the checkpoint.', '  path    RUN/metrics.csv', '  found   no such file'],
  },
  {
    name: 'resume a finished run with a shortened log',
    of: 'sound',
    spoil: cut('metrics.csv', 300),
    command: resume,
    message: ['metrics.csv was changed or lost since the checkpoint.', '  path       RUN/metrics.csv', '  expected   at least '],
  },
  {
    name: 'resume a finished run without its best weights',
    of: 'sound',
    spoil: remove(best),
    command: resume,
    message: ['Cannot read the checkpoint: there is no such file or folder.', `  path   RUN/${best}`],
  },
  {
    name: 'resume with a broken config',
    spoil: edit('config.yaml', /^seed:.*$/gm, 'seed: many'),
    command: resume,
    message: ['RUN/config.yaml:4:7  seed: expected a whole number from 0 to 4294967295, got "many"'],
  },
];

it.concurrent.each(cases)('$name', async ({ name, of = 'killed', spoil, command, message }) => {
  const run = join(of, name.replaceAll(' ', '-'));
  cpSync(join(cwd, of, 'stateful-001'), join(cwd, run), { recursive: true });
  spoil(join(cwd, run));
  const before = contents(join(cwd, run));
  const outcome = await cnnRun([...command, run], { cwd });
  expect(outcome.code).toBe(2);
  const { error, ...rest } = documentOf(outcome);
  expect(rest).toEqual({});
  expect(outcome.stderr.endsWith(`${messageOf(error)}\n`)).toBe(true);
  const expected = message.map((line) => line.replace('RUN', run));
  // Resuming has said what it goes on with before it sees that it cannot.
  const lines = outcome.stderr.split('\n');
  const said = lines.slice(lines.findIndex((line) => line.startsWith(expected[0] ?? '')));
  expect(said.slice(0, expected.length).map((line, i) => line.slice(0, expected[i]?.length))).toEqual(expected);
  expect(outcome.stderr).not.toMatch(/\n +at /);
  expect(contents(join(cwd, run))).toEqual(before);
});
