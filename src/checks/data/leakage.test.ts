import { describe, expect, it } from 'vitest';
import { findingOf, type Images, preparedData } from '../../../test/helpers/checks.ts';
import { Random } from '../../base/random.ts';
import { leakageCheck } from './leakage.ts';

const random = Random.derive(1, 'leakage of the test');
/** Different images of 8 x 8, none blank. */
const noise = (count: number) => Array.from({ length: count }, () => Array.from({ length: 64 }, () => 20 + random.below(200)));
const labelled = (images: Images['images']): Images => ({ images, labels: images.map((_, i) => i % 2) });
const train = noise(200);
const held = noise(100);
const copies = (count: number) => [...train.slice(0, count), ...held.slice(count)];
const changed = (count: number, change: (value: number, i: number) => number) =>
  copies(count).map((image, i) => (i < count ? image.map(change) : image));

function finding(parts: {
  readonly validation?: readonly (readonly number[])[];
  readonly test?: readonly (readonly number[])[];
}) {
  const { validation, test } = parts;
  const data = preparedData([1, 8, 8], 2, {
    train: labelled(train),
    ...(validation === undefined ? {} : { validation: labelled(validation) }),
    ...(test === undefined ? {} : { test: labelled(test) }),
  });
  return findingOf(leakageCheck, {}, { data: () => data });
}

it('passes parts that have nothing in common', async () => {
  expect(await finding({ validation: held, test: noise(100) })).toMatchObject({ status: 'pass', expected: 0, measured: 0 });
});

it('says that nothing is held out', async () => {
  expect(await finding({})).toMatchObject({
    status: 'inconclusive',
    reading: expect.stringMatching(/nothing is held out/i),
    fix: expect.stringMatching(/^--data\.split\.validation 0\.\d/),
    key: ['data', 'split', 'validation'],
  });
});

describe('exact copies', () => {
  it('fail from one in a hundred on', async () => {
    expect(await finding({ validation: copies(3), test: held })).toMatchObject({
      status: 'fail',
      measured: 3,
      measuredText: '3 in validation, 0 in test',
      reading: expect.stringMatching(/3 of 100 validation images \(3\.0 %\)/),
    });
    expect(await finding({ test: copies(1) })).toMatchObject({ status: 'fail', reading: expect.stringMatching(/test images/) });
  });

  it('are a warning where they are few', async () => {
    expect(await finding({ validation: [...copies(1), ...noise(300)] })).toMatchObject({ status: 'warn', measured: 1 });
  });
});

describe('near copies', () => {
  it('are a warning: brighter by a little, or with a little noise', async () => {
    expect(await finding({ validation: changed(20, (value) => value + 1) })).toMatchObject({
      status: 'warn',
      measured: 0,
      reading: expect.stringMatching(/20 of 100 validation images .* almost the same/),
    });
    expect(await finding({ test: changed(20, (value, i) => value + (i % 3) - 1) })).toMatchObject({ status: 'warn' });
  });

  it('are no matter where they are few, or differ more', async () => {
    expect(await finding({ validation: changed(4, (value) => value + 1) })).toMatchObject({ status: 'pass' });
    expect(await finding({ validation: changed(50, (value) => value + 20) })).toMatchObject({ status: 'pass' });
  });

  it('are not what images without content are', async () => {
    const blank = Array.from({ length: 30 }, (_, i) => new Array<number>(64).fill(100 + (i % 3)));
    const data = preparedData([1, 8, 8], 2, {
      train: labelled([...train, ...blank.map((image) => image.with(0, 103))]),
      validation: labelled([...held, ...blank]),
    });
    expect(await findingOf(leakageCheck, {}, { data: () => data })).toMatchObject({ status: 'pass' });
  });
});
