/** Residual networks on synthetic images, from the config to the result; and nested configs with something wrong in them. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectPlain, expectRefusal, temporaryFolder } from '../helpers/cli.ts';
import { exactFiles, writeText } from '../helpers/experiment-folder.ts';
import { trainInterrupted } from '../helpers/interrupted-training.ts';

const cwd = temporaryFolder();

const DATA = 'data: { dataset: synthetic, height: 12, width: 12, train: 1000, test: 300 }\n';
const RESIDUAL = `${DATA}model:
  - { type: conv2d, name: stem, channels: 8, bias: false }
  - batchNorm2d
  - relu
  - type: residual
    layers: [{ type: conv2d, channels: 8, bias: false }, batchNorm2d, relu, { type: dropout, p: 0.1 }, { type: conv2d, channels: 8 }]
  - relu
  - type: residual
    name: down
    layers:
      - { type: conv2d, channels: 16, stride: 2, bias: false }
      - batchNorm2d
    shortcut:
      - { type: conv2d, channels: 16, kernel: 1, stride: 2, bias: false }
      - { type: batchNorm2d, name: bn }
  - relu
  - flatten
  - { type: linear, name: fc, features: classes }
optimizer: { type: sgd, lr: 0.02, momentum: 0.9 }
train: { epochs: 2, batchSize: 32, checkpointSteps: 5 }
`;
writeText(cwd, 'residual.yaml', RESIDUAL);

it.concurrent('learns synthetic images; killed and gone on with, to the same bytes', async () => {
  const whole = await cnnRunJson(['train', 'residual.yaml', '--runs', 'whole'], { cwd });
  expect(whole).toMatchObject({ status: 'completed', epochs: 2 });
  expect(whole.testAccuracy).toBeGreaterThan(0.9);

  const killed = await trainInterrupted(
    join(cwd, 'killed'),
    ['residual.yaml', '--runs', join(cwd, 'killed')],
    [60, undefined].map((killAtWrite) => (args) => cnnRun(args, killAtWrite === undefined ? { cwd } : { cwd, killAtWrite })),
  );
  expect(killed.ends).toEqual(['SIGKILL']);
  expect(killed.document.weightsSha256).toBe(whole.weightsSha256);
  expect(exactFiles(join(cwd, 'killed/residual-001'))).toEqual(exactFiles(join(cwd, 'whole/residual-001')));

  // The complete config, with its nested lists, is the same experiment.
  await cnnRunJson(['train', 'whole/residual-001/config.yaml', '--runs', 'again'], { cwd });
  expect(exactFiles(join(cwd, 'again/residual-001'))).toEqual(exactFiles(join(cwd, 'whole/residual-001')));
});

it.concurrent('learns by an architecture, too', async () => {
  writeText(cwd, 'resnet.yaml', `${DATA}model: { architecture: resnet, channels: [8, 16], depth: 1 }\ntrain: { epochs: 8 }\n`);
  const document = await cnnRunJson(['train', 'resnet.yaml', '--runs', 'resnet', '--optimizer.lr', '0.01'], { cwd });
  expect(document.testAccuracy).toBeGreaterThan(0.9);
});

it.concurrent('describe shows what is inside of a block below it', async () => {
  const { code, stdout } = await cnnRun(['describe', 'residual.yaml', '--model.5.layers.0.kernel', '5'], { cwd });
  expect(code).toBe(0);
  expectPlain(stdout);
  const names = stdout
    .split('\n')
    .map((line) => /^( *\S+) +(?:conv2d|batch\S*|relu|dropout|residual|flatten|linear) /.exec(line)?.[1]);
  expect(names.filter((name) => name !== undefined)).toEqual([
    ...['stem', '1', '2', '3', '  0', '  1', '  2', '  3', '  4', '4'],
    ...['down', '  0', '  1', '  shortcut.0', '  shortcut.bn', '6', '7', 'fc'],
  ]);
  const { layers, macs } = await cnnRunJson(['describe', 'residual.yaml'], { cwd });
  const rows = layers as readonly { readonly name: string; readonly macs: number }[];
  expect(rows.map(({ name }) => name).filter((name) => name.startsWith('down'))).toEqual([
    ...['down.layers.0', 'down.layers.1', 'down.shortcut.0', 'down.shortcut.bn', 'down'],
  ]);
  // stem; two of 8 x 8 x 9; 16 x 8 x 9 and 16 x 8 at a quarter of the pixels; 16 x 36 x 10.
  expect(macs).toBe(144 * 72 + 2 * 144 * 576 + 36 * 1152 + 36 * 128 + 5760);
});

it.concurrent.each([
  {
    file: 'nested.yaml',
    model: '  - type: residual\n    layers:\n      - relu\n      - { type: conv2d, kernal: 3, channels: 8 }\n    short: []\n',
    message: [
      'nested.yaml:6:25  model.0.layers.1.kernal: unknown key. Did you mean "kernel"?',
      'nested.yaml:7:5  model.0.short: unknown key. Did you mean "shortcut"?',
    ],
  },
  {
    file: 'shapes.yaml',
    model: '  - relu\n  - type: residual\n    name: block\n    layers:\n      - { type: conv2d, channels: 8, stride: 2 }\n',
    message: [
      'residual: the two branches differ in shape, and cannot be added',
      '  layers     [8, 6, 6]',
      '  shortcut   [1, 12, 12]   (the input itself)',
      '  layer      block (residual)   shapes.yaml:4',
      '  Let "shortcut" give the shape of "layers", by a 1x1 convolution with 8 channels and the strides of "layers", for example.',
    ],
  },
  {
    file: 'inside.yaml',
    model: '  - type: residual\n    layers:\n      - flatten\n      - { type: conv2d, name: late, channels: 8 }\n',
    message: [
      'conv2d: the input is not an image',
      '  input      [144]   (features)',
      '  expected   [C, H, W]',
      '  layer      0.layers.late (conv2d)   inside.yaml:6',
      '  Put this layer before "flatten".',
    ],
  },
])('refuses $file with the place inside', async ({ file, model, message }) => {
  writeText(cwd, file, `${DATA}model:\n${model}  - flatten\n  - { type: linear, features: classes }\n`);
  expectRefusal(await cnnRun(['train', file], { cwd }), message.join('\n'));
});
