/** The choice of how convolutions are computed, by layer or for all at once: part of the config, and so of a run's bits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectRefusal, temporaryFolder } from '../helpers/cli.ts';
import { exactFiles, writeText } from '../helpers/experiment-folder.ts';
import { trainInterrupted } from '../helpers/interrupted-training.ts';

const cwd = temporaryFolder();

const conv = (options: string) => `  - { type: conv2d, name: ${options}, padding: same }\n  - relu\n`;
const network = (...convolutions: readonly string[]) => `
data: { dataset: synthetic, height: 12, width: 12, train: 400, test: 50 }
model:
${convolutions.map(conv).join('')}  - flatten
  - { type: linear, name: fc, features: classes }
train: { epochs: 2 }
`;
// One that Winograd can compute, one that moves by two pixels.
writeText(cwd, 'mixed.yaml', network('a, channels: 8', 'b, channels: 8', 'c, channels: 8, stride: 2'));
writeText(
  cwd,
  'layers.yaml',
  network(
    'a, channels: 8, algorithm: winograd',
    'b, channels: 8, algorithm: winograd',
    'c, channels: 8, stride: 2, algorithm: direct',
  ),
);
writeText(cwd, 'wrong.yaml', network('a, channels: 8', 'b, channels: 8, stride: 2, algorithm: winograd'));

const train = async (config: string, ...overrides: readonly string[]) =>
  await cnnRunJson(['train', config, '--runs', 'runs', ...overrides], { cwd });

it('changes the last bits, and train.convolution means the same as the option of each layer', async () => {
  const direct = await train('mixed.yaml', '--train.convolution', 'direct');
  const winograd = await train('mixed.yaml', '--train.convolution', 'winograd');
  expect(winograd.weightsSha256).not.toBe(direct.weightsSha256);
  expect(Number(winograd.trainLoss)).toBeCloseTo(Number(direct.trainLoss), 3);
  expect(await train('layers.yaml')).toMatchObject({ weightsSha256: winograd.weightsSha256 });
  // What a layer says itself counts more.
  expect(await train('layers.yaml', '--train.convolution', 'direct')).toMatchObject({ weightsSha256: winograd.weightsSha256 });
});

it('is kept by a run, which goes on with it after an interruption', async () => {
  const whole = await train('mixed.yaml', '--train.convolution', 'winograd', '--name', 'whole');
  expect(readFileSync(join(cwd, 'runs/whole-001/config.yaml'), 'utf8')).toContain('  convolution: winograd\n');
  const runs = join(cwd, 'killed');
  const killed = await trainInterrupted(
    runs,
    ['mixed.yaml', '--train.convolution', 'winograd', '--name', 'whole', '--runs', runs],
    [30, undefined].map((killAtWrite) => (args) => cnnRun(args, killAtWrite === undefined ? { cwd } : { cwd, killAtWrite })),
  );
  expect(killed.ends).toEqual(['SIGKILL']);
  expect(killed.document.weightsSha256).toBe(whole.weightsSha256);
  expect(exactFiles(join(runs, 'whole-001'))).toEqual(exactFiles(join(cwd, 'runs/whole-001')));
});

it('refuses a layer that the algorithm cannot compute', async () => {
  expectRefusal(
    await cnnRun(['train', 'wrong.yaml'], { cwd }),
    [
      'conv2d: the algorithm "winograd" cannot compute this convolution',
      '  kernel     3 x 3',
      '  stride     2 x 2',
      '  dilation   1 x 1',
      '  groups     1',
      '  expected   filters of 3x3 and 5x5, stride 1, no dilation, no groups',
      '  layer      b (conv2d)   wrong.yaml:6',
      '  Use "auto" (what is cheapest) or "direct" (for any convolution).',
    ].join('\n'),
  );
});

it('suggests what was meant', async () => {
  expectRefusal(
    await cnnRun(['train', 'mixed.yaml', '--train.convolution', 'winogard', '--model.0.algorithm', 'Direct'], { cwd }),
    [
      'command line: --model.0.algorithm  model.0.algorithm: expected one of "auto", "direct", "winograd", got "Direct". Did you mean "direct"?',
      'command line: --train.convolution  train.convolution: expected one of "auto", "direct", "winograd", got "winogard". Did you mean "winograd"?',
    ].join('\n'),
  );
});
