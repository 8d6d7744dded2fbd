import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cnnRunJson, temporaryFolder } from '../../test/helpers/cli.ts';
import { writeText } from '../../test/helpers/experiment-folder.ts';
import { makeImageFolder } from '../../test/helpers/idx-files.ts';
import { readCurveLogs } from '../records/curve-log/read.ts';
import { RunFolder } from '../records/run-folder.ts';
import { type ReportData, type ReportDataOptions, reportData } from './report-data.ts';

const cwd = temporaryFolder();
const SMALL = { noise: 190, train: 240, test: 60 };
const CONFIG = `data: { dataset: idx, path: "${join(cwd, 'data')}", split: { validation: 0.2 } }
model: [{ type: conv2d, name: conv, channels: 4, kernel: 3 }, relu, flatten, { type: linear, name: fc, features: classes }]
train: { epochs: 2, batchSize: 16 }
`;

beforeAll(async () => {
  makeImageFolder(join(cwd, 'data'), SMALL);
  writeText(cwd, 'small.yaml', CONFIG);
  await cnnRunJson(['train', 'small.yaml'], { cwd });
});

/** A copy of the run that may be damaged. */
function copyOf(name: string): string {
  const path = join(cwd, name);
  cpSync(join(cwd, 'runs/small-001'), path, { recursive: true });
  return path;
}

async function dataOf(reference: string, options: ReportDataOptions = { withModel: true }): Promise<ReportData> {
  const [found] = readCurveLogs(join(cwd, 'runs'), reference);
  if (found === undefined) throw new Error(`nothing found for ${reference}`);
  return await reportData(found, options);
}

it('collects everything that there is of a run, on the validation part or the part that was asked for', async () => {
  const data = await dataOf('small-001');
  expect(data.notes).toEqual([]);
  expect(data.log.series.loss?.values).toHaveLength(24);
  expect(data.readings.length).toBeGreaterThan(0);
  expect(data.summary?.status).toBe('completed');
  expect(data.configText).toContain('conv2d');
  expect(data.inspection).toMatchObject({ part: 'validation', checkpoint: 'best', evaluation: { count: 48 } });
  expect(data.inspection?.evaluation.accuracy).toBeCloseTo(data.summary?.bestValAccuracy ?? Number.NaN, 6);
  const onTest = await dataOf('small-001', { withModel: true, part: 'test' });
  expect(onTest.inspection).toMatchObject({ part: 'test', evaluation: { count: 60 } });
  expect(onTest.inspection?.evaluation.accuracy).toBeCloseTo(onTest.summary?.testAccuracy ?? Number.NaN, 6);
});

describe('what is missing', () => {
  it.each([
    [
      'data',
      (path: string) => moveData(path, 'gone', () => {}),
      /^Nothing of the network is shown\. .*no such file or folder.*gone/,
    ],
    [
      'the same data',
      (path: string) => moveData(path, 'other', (folder) => makeImageFolder(folder, { ...SMALL, seed: 5 })),
      /^Nothing of the network is shown\. The data are not those that the run was trained on\./,
    ],
    ['checkpoints', (path: string) => rmSync(join(path, 'checkpoints'), { recursive: true }), /no checkpoint yet\.$/],
    [
      'a whole checkpoint',
      (path: string) => writeFileSync(join(path, 'checkpoints/best.safetensors'), 'torn'),
      /^Nothing of the network is shown\. .*best\.safetensors/,
    ],
    [
      'a config that describes the checkpoint',
      (path: string) => replaceIn(join(path, 'config.yaml'), /channels: 4/, 'channels: 6'),
      /^Nothing of the network is shown\. The checkpoint is of another network than the config describes\./,
    ],
    [
      'a config that can be read',
      (path: string) => writeFileSync(join(path, 'config.yaml'), 'model: [conv3d]\n'),
      /^Nothing of the network is shown\. .*config\.yaml:1/,
    ],
  ])('of the network, without %s, becomes a note on one line', async (what, damage, note) => {
    const path = copyOf(`without ${what}`);
    damage(path);
    const { notes, inspection, readings, summary } = await dataOf(path);
    expect(notes).toEqual([expect.stringMatching(note)]);
    expect(notes[0]).not.toContain('\n');
    expect(inspection).toBeUndefined();
    expect(readings.length).toBeGreaterThan(0);
    expect(summary?.status).toBe('completed');
  });

  it('is not looked for without the network', async () => {
    const path = copyOf('curves');
    rmSync(join(path, 'checkpoints'), { recursive: true });
    const { notes, inspection } = await dataOf(path, { withModel: false });
    expect({ notes, inspection }).toEqual({ notes: ['The network was not looked at (--no-model).'], inspection: undefined });
  });

  it('may be a summary that can be read', async () => {
    const path = copyOf('without summary');
    writeFileSync(join(path, 'summary.json'), '{');
    const { notes, summary, inspection } = await dataOf(path);
    expect(notes).toEqual([expect.stringMatching(/^The summary is left out\. The summary of the run is not JSON\./)]);
    expect([summary, inspection?.part]).toEqual([undefined, 'validation']);
  });

  it('may be the best weights: then the newest are looked at', async () => {
    const path = copyOf('without best');
    rmSync(join(path, 'checkpoints/best.safetensors'));
    const { notes, inspection } = await dataOf(path);
    expect(notes).toEqual(['The run has no best weights yet: those of its last checkpoint are shown.']);
    expect(inspection?.checkpoint).toBe('last');
  });

  it('is the end of a run that still runs', async () => {
    const path = copyOf('running');
    const lock = new RunFolder(path).lock();
    try {
      expect((await dataOf(path)).notes).toEqual([
        'The training is still running: this is what there was when the page was made.',
      ]);
    } finally {
      lock.release();
    }
  });
});

it('takes logs and weights that are NaN throughout', async () => {
  const path = copyOf('nan');
  for (const name of ['metrics.csv', 'epochs.csv']) {
    const [header = '', ...rows] = readFileSync(join(path, name), 'utf8').trimEnd().split('\n');
    const broken = rows.map((row) => {
      const cells = row.split(',');
      return cells.map((cell, i) => (i < 2 ? cell : 'NaN')).join(',');
    });
    writeFileSync(join(path, name), `${[header, ...broken].join('\n')}\n`);
  }
  const checkpoint = join(path, 'checkpoints/best.safetensors');
  const bytes = readFileSync(checkpoint);
  bytes.fill(0xff, 8 + Number(bytes.readBigUInt64LE())); // NaN, all of it
  writeFileSync(checkpoint, bytes);
  const { inspection, notes, readings } = await dataOf(path);
  expect(notes).toEqual(['36 of 36 weights of conv are not finite.']);
  expect(inspection?.mostWrong[0]).toMatchObject({ predicted: undefined, loss: Number.NaN });
  expect(inspection?.examples.map(({ isRight }) => isRight)).toEqual([false]);
  expect(readings.length).toBeGreaterThan(0);
});

/** Has the run look for its data elsewhere. */
function moveData(run: string, name: string, make: (folder: string) => void): void {
  make(join(cwd, name));
  replaceIn(join(run, 'config.yaml'), join(cwd, 'data'), join(cwd, name));
}

function replaceIn(file: string, what: string | RegExp, by: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(what, by);
  if (after === before) throw new Error(`${what} is not in ${file}`);
  writeFileSync(file, after);
}
