import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeImageFolder } from '../../test/helpers/idx-files.ts';
import { datasets } from './index.ts';
import { fitNormalization } from './normalization.ts';
import { prepareData } from './prepare.ts';
import { type DataConfig, dataSection } from './section.ts';

let folder: string;
beforeAll(() => {
  folder = makeImageFolder(mkdtempSync(join(tmpdir(), 'cnn-run-prepare-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As the config hands it over: validated, defaults filled in. */
function config(section: object, options: object = { path: folder }, dataset = 'idx'): DataConfig {
  return { dataset, ...dataSection.parse(section), ...datasets.get(dataset).options.parse(options) };
}

describe('prepareData', () => {
  it('reads, divides, normalises and describes', () => {
    const data = prepareData(config({}), 3);
    expect(data.summary).toEqual({
      dataset: 'idx',
      fingerprint: data.dataset.fingerprint,
      channels: 1,
      height: 8,
      width: 8,
      classes: ['0', '1', '2', '3'],
      counts: { train: 180, validation: 20, test: 80 },
      normalization: data.normalization,
    });
    expect(JSON.parse(JSON.stringify(data.summary))).toEqual(data.summary);
    expect(data.train.set).toBe(data.dataset.train);
    expect(data.validation?.set).toBe(data.dataset.train);
    expect(data.test).toEqual({ set: data.dataset.test, indices: Uint32Array.from({ length: 80 }, (_, i) => i) });
    expect(data.notes).toEqual([]);
  });

  it('computes the normalisation on the training part only', () => {
    const { dataset, train, normalization } = prepareData(config({}), 3);
    const all = Uint32Array.from({ length: 200 }, (_, i) => i);
    const ignore = () => undefined;
    expect(normalization).toEqual(fitNormalization(dataset, train.indices, 'standard', ignore));
    expect(normalization).not.toEqual(fitNormalization(dataset, all, 'standard', ignore));
  });

  it('limits the training part after the split, and the test part', () => {
    const free = prepareData(config({ split: { validation: 40 } }), 3);
    const limited = prepareData(config({ split: { validation: 40 }, limitTrain: 16, limitTest: 8 }), 3);
    expect(limited.summary.counts).toEqual({ train: 16, validation: 40, test: 8 });
    expect(limited.validation).toEqual(free.validation);
    expect([...limited.train.indices].every((index) => free.train.indices.includes(index))).toBe(true);
  });

  it('has no validation part for 0 and no test part without test files', () => {
    const path = makeImageFolder(join(folder, 'untested'), { test: 0 });
    const data = prepareData(config({ split: { validation: 0 }, limitTest: 5 }, { path }), 3);
    expect([data.validation, data.test]).toEqual([undefined, undefined]);
    expect(data.summary.counts).toEqual({ train: 200, validation: 0, test: 0 });
  });

  it('names the known data sets when it is given another', () => {
    expect(() => prepareData({ ...dataSection.parse({}), dataset: 'mnis' }, 3)).toThrow(
      'There is no dataset called "mnis".\n  known   mnist, idx, synthetic\n  Did you mean "mnist"?',
    );
  });
});

describe('mnist', () => {
  it('is the original: 60,000 and 10,000 images of known mean and deviation', () => {
    const dataset = datasets.get('mnist').load({});
    expect(dataset).toMatchObject({ name: 'mnist', channels: 1, height: 28, width: 28 });
    expect(dataset.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([dataset.train.count, dataset.test?.count]).toEqual([60_000, 10_000]);
    expect([...dataset.train.labels.subarray(0, 8)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3]);
    expect([...(dataset.test?.labels.subarray(0, 8) ?? [])]).toEqual([7, 2, 1, 0, 4, 1, 4, 9]);
    expect(dataset.fingerprint).toBe('31330fe6d26440f6d16f068c372cf81854daa2fa21025479371ef748cf4dcb37');
    const all = Uint32Array.from({ length: 60_000 }, (_, i) => i);
    const { mean, std } = fitNormalization(dataset, all, 'standard', () => undefined);
    expect([mean[0]?.toFixed(4), std[0]?.toFixed(4)]).toEqual(['0.1307', '0.3081']);
  });

  it('is read from another folder when told', () => {
    expect(prepareData(config({}, { path: folder }, 'mnist'), 3).summary).toMatchObject({ dataset: 'mnist', height: 8 });
  });
});
