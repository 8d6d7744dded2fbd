import { describe, expect, it } from 'vitest';
import type { ListedRun } from '../../records/list-runs.ts';
import { makeStyle } from './style.ts';
import { epochTable, layersTable, runsTable, summaryTable } from './tables.ts';

const text = (...lines: string[]) => lines.join('\n');

const wide = makeStyle(120, 0);
const narrow = makeStyle(48, 0);

describe('epochTable', () => {
  const rows = [
    { epoch: 1, trainLoss: 0.29914, trainAccuracy: 0.91012, valLoss: 0.0912, valAccuracy: 0.9723 },
    { epoch: 2, trainLoss: 0.0799, trainAccuracy: 0.97564, valLoss: 0.0581, valAccuracy: 0.9833 },
    { epoch: 3, trainLoss: 0.0512, trainAccuracy: 0.98, valLoss: Number.NaN, valAccuracy: 0.9833 },
  ];

  it('marks the first of the best', () => {
    expect(epochTable(rows, wide)).toBe(
      text(
        'epoch   train loss   train acc   val loss   val acc',
        '───────────────────────────────────────────────────────',
        '    1       0.2991     91.01 %     0.0912   97.23 %',
        '    2       0.0799     97.56 %     0.0581   98.33 %   *',
        '    3       0.0512     98.00 %        NaN   98.33 %',
      ),
    );
    expect(epochTable(rows, narrow)).toBe(
      text(
        'epoch   train loss   train acc   val acc',
        '────────────────────────────────────────────',
        '    1       0.2991     91.01 %   97.23 %',
        '    2       0.0799     97.56 %   98.33 %   *',
        '    3       0.0512     98.00 %   98.33 %',
      ),
    );
    expect(epochTable(rows, makeStyle(120, 1)).split('\n')[3]).toBe(
      '    2       0.0799     97.56 %     0.0581   \u001b[36m98.33 %\u001b[39m   \u001b[36m*\u001b[39m',
    );
  });

  it('has no columns for a validation that is not there', () => {
    expect(epochTable([{ epoch: 1, trainLoss: 2.1, trainAccuracy: 0.5 }], wide)).toBe(
      text('epoch   train loss   train acc', '──────────────────────────────', '    1       2.1000     50.00 %'),
    );
    expect(epochTable([], wide)).toBe('');
  });
});

describe('layersTable', () => {
  const rows = [
    {
      name: 'conv1',
      type: 'conv2d',
      outputShape: [8, 28, 28],
      parameters: 208,
      macs: 156_800,
      receptiveField: '5 x 5',
      activationBytes: 802_816,
    },
    { name: '1', type: 'relu', outputShape: [8, 28, 28], parameters: 0, macs: 0, receptiveField: '5 x 5', activationBytes: 0 },
    {
      name: 'features.block4.conv2',
      type: 'linear',
      outputShape: [10],
      parameters: 7850,
      macs: 7840,
      receptiveField: '28 x 28',
      activationBytes: 1280,
    },
  ];

  it('ends in the totals', () => {
    expect(layersTable(rows, wide)).toBe(
      text(
        'layer                   type     output        parameters   multiply-adds      sees   memory',
        '────────────────────────────────────────────────────────────────────────────────────────────',
        'conv1                   conv2d   [8, 28, 28]          208         156,800     5 x 5   803 kB',
        '1                       relu     [8, 28, 28]            -               -     5 x 5        -',
        'features.block4.conv2   linear   [10]               7,850           7,840   28 x 28   1.3 kB',
        '────────────────────────────────────────────────────────────────────────────────────────────',
        'total                                               8,058         164,640             804 kB',
      ),
    );
  });

  it('leaves out what matters least', () => {
    expect(layersTable(rows, makeStyle(80, 0))).toBe(
      text(
        'layer                 type     output        parameters   multiply-adds   memory',
        '────────────────────────────────────────────────────────────────────────────────',
        'conv1                 conv2d   [8, 28, 28]          208         156,800   803 kB',
        '1                     relu     [8, 28, 28]            -               -        -',
        'features.block4.co…   linear   [10]               7,850           7,840   1.3 kB',
        '────────────────────────────────────────────────────────────────────────────────',
        'total                                             8,058         164,640   804 kB',
      ),
    );
    expect(layersTable(rows, narrow)).toBe(
      text(
        'layer          type     output        parameters',
        '────────────────────────────────────────────────',
        'conv1          conv2d   [8, 28, 28]          208',
        '1              relu     [8, 28, 28]            -',
        'features.bl…   linear   [10]               7,850',
        '────────────────────────────────────────────────',
        'total                                      8,058',
      ),
    );
  });
});

describe('runsTable', () => {
  const made = { path: 'runs/x', problem: undefined, configName: 'x', created: new Date(2026, 0, 31, 4, 5) };
  const runs: readonly ListedRun[] = [
    {
      ...{ ...made, name: 'mnist-lenet-001', status: 'completed' },
      summary: {
        run: 'x',
        status: 'completed',
        epochs: 3,
        trainLoss: 0.0312,
        bestValAccuracy: 0.9889,
        testAccuracy: 0.9895,
        seconds: 83,
      },
    },
    { ...made, name: 'mnist-lenet-002', status: 'running', summary: undefined },
    {
      ...made,
      name: 'mnist-lenet-003',
      status: 'diverged',
      summary: { run: 'x', status: 'diverged', epochs: 0, trainLoss: Number.NaN, testAccuracy: null },
    },
  ];
  const broken: ListedRun = {
    ...made,
    name: 'mnist-vgg-001',
    status: 'broken',
    problem: 'The summary of the run is not JSON.',
    summary: undefined,
  };

  it('shows how the runs ended', () => {
    expect(runsTable(runs, wide)).toBe(
      text(
        'run               status      epochs     loss   val acc   test acc         time   created',
        '──────────────────────────────────────────────────────────────────────────────────────────────────',
        'mnist-lenet-001   completed        3   0.0312   98.89 %    98.95 %   1 min 23 s   2026-01-31 04:05',
        'mnist-lenet-002   running          -        -         -          -            -   2026-01-31 04:05',
        'mnist-lenet-003   diverged         0      NaN         -          -            -   2026-01-31 04:05',
      ),
    );
    expect(runsTable(runs, narrow)).toBe(
      text(
        'run               status      val acc   test acc',
        '────────────────────────────────────────────────',
        'mnist-lenet-001   completed   98.89 %    98.95 %',
        'mnist-lenet-002   running           -          -',
        'mnist-lenet-003   diverged          -          -',
      ),
    );
    expect(runsTable([], wide)).toBe('');
  });

  it('says below what is wrong with the broken ones', () => {
    expect(runsTable([broken], narrow)).toBe(
      text(
        'run             status   val acc   test acc',
        '───────────────────────────────────────────',
        'mnist-vgg-001   broken         -          -',
        '',
        'broken run      problem',
        '────────────────────────────────────────────────',
        'mnist-vgg-001   The summary of the run is not',
        '                JSON.',
      ),
    );
  });

  it('paints the status by how well it is', () => {
    const colours = {
      completed: 32,
      'stopped early': 32,
      running: 36,
      interrupted: 33,
      diverged: 31,
      failed: 31,
      broken: 31,
    } as const;
    for (const [status, colour] of Object.entries(colours)) {
      const run = { ...broken, problem: undefined, status: status as ListedRun['status'] };
      expect(runsTable([run], makeStyle(120, 1))).toContain(`\u001b[${colour}m${status}\u001b[39m`);
    }
  });
});

describe('summaryTable', () => {
  it('wraps long values', () => {
    const pairs = [
      ['run', 'runs/mnist-lenet-001   (completed)'],
      ['test accuracy', '98.92 % of 10,000 images (loss 0.0312), with the best weights'],
    ] as const;
    expect(summaryTable(pairs, wide)).toBe(
      text(
        'run             runs/mnist-lenet-001   (completed)',
        'test accuracy   98.92 % of 10,000 images (loss 0.0312), with the best weights',
      ),
    );
    expect(summaryTable(pairs, narrow)).toBe(
      text(
        'run             runs/mnist-lenet-001',
        '                (completed)',
        'test accuracy   98.92 % of 10,000 images (loss',
        '                0.0312), with the best weights',
      ),
    );
    expect(summaryTable([], wide)).toBe('');
  });
});
