import { expect, it } from 'vitest';
import { findingOf, preparedData } from '../../../test/helpers/checks.ts';
import { classesCheck } from './classes.ts';

/** Data of one pixel with so many training examples of each class. */
function withCounts(...counts: readonly number[]) {
  const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  const data = preparedData([1, 1, 1], counts.length, { train: { images: labels.map((_, i) => [i % 256]), labels } });
  return findingOf(classesCheck, { train: { batchSize: 4 } }, { data: () => data });
}

it('passes classes of about the same number of examples', async () => {
  expect(await withCounts(20, 22, 18)).toMatchObject({
    status: 'pass',
    expectedText: expect.stringMatching(/3 classes/),
    measured: expect.stringMatching(/3 of 3 .*18 to 22/),
    key: ['data', 'classes'],
    details: { counts: [20, 22, 18], missing: [] },
  });
  expect(await withCounts(20, 20)).toMatchObject({ status: 'pass' });
});

it('warns of classes that drown the others', async () => {
  expect(await withCounts(100, 9, 91)).toMatchObject({
    status: 'warn',
    reading: expect.stringMatching(/unbalanced.*"0".*50(\.0)? %/),
  });
  expect(await withCounts(90, 9, 80)).toMatchObject({ status: 'pass' });
});

it('warns of a class with next to nothing to learn from', async () => {
  expect(await withCounts(10, 1, 10)).toMatchObject({
    status: 'warn',
    reading: expect.stringMatching(/"1" has only 1 training example\./),
  });
  expect(await withCounts(10, 10, 4)).toMatchObject({
    status: 'warn',
    reading: expect.stringMatching(/"2" .* 4 training examples\./),
  });
});

it('fails where there are more outputs than classes, and names the number', async () => {
  expect(await withCounts(10, 10, 10, 0, 0)).toMatchObject({
    status: 'fail',
    measured: expect.stringMatching(/^3 of 5/),
    reading: expect.stringMatching(/5 outputs.*first 3/),
    fix: '--data.classes 3',
  });
});

it('fails where labels are counted from 1', async () => {
  expect(await withCounts(0, 10, 10, 10)).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/from 1 to 3.*counted from 1/),
    fix: expect.stringMatching(/subtract 1/),
  });
});

it('fails where classes in between are missing, and names some', async () => {
  expect(await withCounts(10, 0, 10)).toMatchObject({ status: 'fail', reading: expect.stringMatching(/class "1":/) });
  const many = await withCounts(5, 0, 0, 0, 0, 0, 0, 0, 5);
  expect(many).toMatchObject({ status: 'fail', reading: expect.stringMatching(/"1", "2", "3", "4", "5" and more/) });
  expect(many.details?.missing).toHaveLength(7);
});
