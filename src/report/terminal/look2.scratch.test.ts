import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { makeStyle } from './style.ts';
import { classTable, confusionTable, epochTable, layersTable, runsTable, summaryTable } from './tables.ts';

it('x', () => {
  const out: string[] = [];
  const conf = Array.from({ length: 10 }, (_, i) =>
    Array.from({ length: 10 }, (_, j) => (i === j ? 970 + i * 5 : (i * 7 + j * 3) % 5 === 0 ? (i + j) % 4 : 0)),
  );
  const cifar = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
  for (const [width, level] of [
    [100, 0],
    [80, 0],
    [48, 0],
    [100, 1],
  ] as const) {
    const style = makeStyle(width, level);
    out.push(
      epochTable(
        [
          { epoch: 1, trainLoss: 0.2991, trainAccuracy: 0.9101, valLoss: 0.0912, valAccuracy: 0.9723 },
          { epoch: 2, trainLoss: 0.0799, trainAccuracy: 0.9756, valLoss: 0.0581, valAccuracy: 0.9833 },
        ],
        style,
      ),
    );
    out.push(epochTable([{ epoch: 1, trainLoss: 0.2991, trainAccuracy: 0.9101 }], style));
    const row = (
      name: string,
      type: string,
      outputShape: number[],
      parameters: number,
      macs: number,
      receptiveField: string,
      activationBytes: number,
    ) => ({ name, type, outputShape, parameters, macs, receptiveField, activationBytes });
    out.push(
      layersTable(
        [
          row('conv1', 'conv2d', [8, 28, 28], 208, 156800, '5 x 5', 802816),
          row('1', 'relu', [8, 28, 28], 0, 0, '5 x 5', 0),
          row('features.long.name.2', 'maxPool2d', [8, 14, 14], 0, 0, '6 x 6', 200704),
          row('classifier', 'linear', [10], 7850, 7840, '28 x 28', 1280),
        ],
        style,
      ),
    );
    const run = { path: 'x', problem: undefined, configName: 'm', created: new Date(2026, 0, 31, 14, 5) };
    out.push(
      runsTable(
        [
          {
            ...run,
            name: 'mnist-lenet-001',
            status: 'completed',
            summary: {
              run: 'a',
              status: 'completed',
              epochs: 3,
              trainLoss: 0.0312,
              bestValAccuracy: 0.9889,
              testAccuracy: 0.9895,
              seconds: 83,
            },
          },
          {
            ...run,
            name: 'mnist-lenet-002',
            status: 'running',
            summary: { run: 'a', status: 'running', epochs: 1, trainLoss: 0.1312, bestValAccuracy: 0.97 },
          },
          {
            ...run,
            name: 'mnist-vgg-001',
            status: 'broken',
            problem: 'The summary of the run has wrong fields, and this is a long line to be wrapped somewhere.',
            summary: undefined,
          },
          {
            ...run,
            name: 'mnist-vgg-002',
            status: 'diverged',
            summary: { run: 'a', status: 'diverged', epochs: 0, trainLoss: NaN },
          },
        ],
        style,
      ),
    );
    out.push(classTable(cifar, conf, style));
    out.push(confusionTable([...'0123456789'], conf, style));
    out.push(confusionTable(cifar, conf, style));
    out.push(
      confusionTable(
        cifar.map((_, i) => `class_name_${i}`),
        conf,
        style,
      ),
    );
    out.push(
      summaryTable(
        [
          ['run', 'runs/mnist-lenet-001   (completed)'],
          ['test accuracy', '98.92 % of 10,000 images (loss 0.0312), with the best weights'],
          ['speed', '4,567 images/s, 1 min 05 s in all'],
        ],
        style,
      ),
    );
  }
  writeFileSync('/tmp/look2.txt', out.join('\n\n') + '\n');
  const t = performance.now();
  classTable(
    Array.from({ length: 1000 }, (_, i) => `c${i}`),
    Array.from({ length: 1000 }, () => new Array(1000).fill(1)),
    makeStyle(100, 0),
  );
  console.log('1000 rows', performance.now() - t);
});
