import { expect, it } from 'vitest';
import { findingOf, preparedData } from '../../../test/helpers/checks.ts';
import { Random } from '../../base/random.ts';
import { imagesCheck } from './images.ts';

const random = Random.derive(1, 'images of the test');
const noise = (count: number) => Array.from({ length: count }, () => Array.from({ length: 9 }, () => random.below(256)));

/** Images of 3 x 3 with labels in turn, unless they are given. */
function finding(images: readonly (readonly number[])[], labels = images.map((_, i) => i % 2)) {
  const data = preparedData([1, 3, 3], 2, { train: { images, labels } });
  return findingOf(imagesCheck, { train: { batchSize: 4 } }, { data: () => data });
}

it('passes images that differ', async () => {
  expect(await finding(noise(200))).toMatchObject({
    status: 'pass',
    details: { constant: 0, copies: 0, contradictions: 0, total: 200 },
  });
});

it('passes a few copies and a blank image among many', async () => {
  const images = noise(300);
  const few = [...images, ...images.slice(0, 10), new Array<number>(9).fill(0)];
  expect(await finding(few)).toMatchObject({ status: 'pass', details: { constant: 1, copies: 10, contradictions: 0 } });
});

it('fails where every image is blank, of whatever colour', async () => {
  const blank = Array.from({ length: 20 }, (_, i) => new Array<number>(9).fill(i));
  expect(await finding(blank)).toMatchObject({ status: 'fail', reading: expect.stringMatching(/every image/i) });
});

it('warns of blank images', async () => {
  const blank = Array.from({ length: 4 }, (_, i) => new Array<number>(9).fill(i));
  expect(await finding([...noise(96), ...blank])).toMatchObject({
    status: 'warn',
    measured: expect.stringMatching(/^4 constant/),
    reading: expect.stringMatching(/^4 images/),
  });
});

it('warns of copies', async () => {
  const images = noise(90);
  expect(await finding([...images, ...images.slice(0, 10)])).toMatchObject({
    status: 'warn',
    reading: expect.stringMatching(/10 of 100 .* copies/),
    details: { copies: 10, contradictions: 0 },
  });
});

it('warns of copies that have another label, and says where', async () => {
  const images = noise(50);
  expect(await finding([...images, images[7] ?? []], [...images.map((_, i) => i % 2), 0])).toMatchObject({
    status: 'warn',
    reading: expect.stringMatching(/another label.* 7 and 50 /),
    details: { copies: 1, contradictions: 1 },
  });
});
