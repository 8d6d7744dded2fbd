import { expect, it } from 'vitest';
import { type Draft, findingOf } from '../../../test/helpers/checks.ts';
import type { PreparedData } from '../../data/prepare.ts';
import { orderCheck } from './order.ts';

/** The training part in the order of its labels, or of what `by` makes of them. */
const sorted = (by: (label: number) => number) => ({
  data(data: PreparedData): PreparedData {
    const { set, indices } = data.train;
    const key = (index: number) => by(set.labels[index] as number);
    return { ...data, train: { set, indices: indices.slice().sort((a, b) => key(a) - key(b) || a - b) } };
  },
});
const unshuffled: Draft = { train: { shuffle: false } };

it('passes a shuffled training, of sorted data too', async () => {
  const finding = await findingOf(orderCheck);
  expect(finding).toMatchObject({ status: 'pass', key: ['train', 'shuffle'] });
  expect(finding.measured).toBeCloseTo(finding.expected as number, 0);
  expect(
    await findingOf(
      orderCheck,
      {},
      sorted((label) => label),
    ),
  ).toMatchObject({ status: 'pass' });
});

it('passes classes that come in turn', async () => {
  expect(await findingOf(orderCheck, unshuffled)).toMatchObject({ status: 'pass', measured: 4 });
});

it('fails where the examples come sorted by class', async () => {
  const finding = await findingOf(
    orderCheck,
    unshuffled,
    sorted((label) => label),
  );
  expect(finding).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/sorted by class/),
    fix: '--train.shuffle true',
  });
  expect(finding.measured).toBeLessThan(2);
  expect(finding.expected).toBeGreaterThan(3.5);
});

it('warns where those of a class come in a row', async () => {
  expect(
    await findingOf(
      orderCheck,
      { train: { shuffle: false, batchSize: 100 } },
      sorted((label) => label),
    ),
  ).toMatchObject({
    status: 'warn',
    fix: '--train.shuffle true',
  });
});

it('says nothing of batches of one example or of two', async () => {
  for (const batchSize of [1, 2]) {
    const finding = await findingOf(orderCheck, { train: { shuffle: true, batchSize } });
    expect(finding).toMatchObject({ status: 'pass' });
  }
  expect((await findingOf(orderCheck, { train: { batchSize: 1 } })).details?.neighboursEqual).toBeNull();
});
