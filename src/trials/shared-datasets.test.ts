import { expect, it } from 'vitest';
import { type DataConfig, dataSection } from '../data/section.ts';
import { SharedDatasets } from './shared-datasets.ts';

/** 10 images of 10 bytes and their labels, and as many to test on: 220 bytes. */
const config = (noise: number, more: object = {}): DataConfig => ({
  ...dataSection.parse(more),
  dataset: 'synthetic',
  channels: 1,
  height: 10,
  width: 1,
  classes: 2,
  train: 10,
  test: 10,
  noise,
  seed: 1,
});

it('reads data once, however they are divided, and keeps the test part from searches', () => {
  const datasets = new SharedDatasets();
  const whole = datasets.get(config(1));
  expect(whole.train.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(datasets.get(config(1, { split: { validation: 3 } }))).toBe(whole);
  for (const dataset of [datasets.forSearch(config(1)), datasets.lend(config(1)).dataset]) {
    expect(dataset).toMatchObject({ test: undefined, fingerprint: whole.fingerprint });
    expect(dataset.train).toBe(whole.train);
  }
  expect(datasets.get(config(2)).train).not.toBe(whole.train);
});

it('keeps what is lent, the one asked for last, and of the others the last ones that fit', () => {
  const datasets = new SharedDatasets(2 * 220);
  const lent = datasets.lend(config(0));
  const lentAgain = datasets.lend(config(0));
  const first = [1, 2, 3].map((noise) => datasets.get(config(noise)));
  const isKept = (noise: number) => datasets.get(config(noise)) === first[noise - 1];
  // The two last ones fit; asking for the first makes it again, and leaves the third as the other one.
  expect([isKept(2), isKept(3), isKept(1), isKept(3), isKept(2)]).toEqual([true, true, false, true, false]);
  lent.giveBack();
  expect(datasets.get(config(0)).train).toBe(lentAgain.dataset.train);
  lentAgain.giveBack();
  for (const noise of [4, 5, 6]) datasets.get(config(noise));
  expect(datasets.get(config(0)).train).not.toBe(lentAgain.dataset.train);

  const none = new SharedDatasets(0);
  const last = none.get(config(1));
  expect(none.get(config(1))).toBe(last);
  none.get(config(2));
  expect(none.get(config(1))).not.toBe(last);
});
