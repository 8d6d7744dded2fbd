import { describe, expect, it } from 'vitest';
import { BUGS, type Bug } from '../../../test/bugs/bugs.ts';
import { type Draft, findingOf, preparedData } from '../../../test/helpers/checks.ts';
import { Random } from '../../base/random.ts';
import { labelsCheck } from './labels.ts';

const planted = (id: string) => BUGS.find((bug) => bug.id === id) as Bug;
const find = (draft: Draft = {}, bug?: string) => findingOf(labelsCheck, draft, bug === undefined ? {} : planted(bug));
const MORE: Draft = { data: { train: 1000, test: 300 } };

describe('passes', () => {
  it('where images that look alike have the same label', async () => {
    const finding = await find();
    expect(finding).toMatchObject({ status: 'pass', details: { heldOut: { count: 30 } } });
    expect(finding.measured).toBeGreaterThan(2 * (finding.expected as number));
  });

  it.each([81, 100, 400, 401, 500, 2400, 5000])('with %i training images whose labels come in turn', async (train) => {
    expect(await find({ data: { train, test: 100, split: { validation: 0 } } })).toMatchObject({ status: 'pass' });
  });

  it('with two classes, three channels, images smaller than a thumbnail', async () => {
    expect(await find({ data: { classes: 2 } })).toMatchObject({ status: 'pass' });
    expect(await find({ data: { channels: 3, height: 4, width: 5, test: 0, split: { validation: 0 } } })).toMatchObject({
      status: 'pass',
      details: { withinTraining: { count: 150 } },
    });
  });
});

it('says that so few images tell nothing', async () => {
  expect(await find({ data: { train: 60 }, train: { batchSize: 8 } })).toMatchObject({
    status: 'inconclusive',
    measured: expect.stringMatching(/too few/),
  });
});

it('warns of labels that are shuffled', async () => {
  expect(await find(MORE, 'labelsShuffled')).toMatchObject({
    status: 'warn',
    reading: expect.stringMatching(/shuffled, or shifted/),
    fix: expect.stringMatching(/--save-batch/),
  });
});

it('fails where held-out images have other labels, and names the shift', async () => {
  expect(await find(MORE, 'labelsOffByOne')).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/class k look like training images of class k \+ 1/),
  });
  const other: Partial<Bug> = {
    data: (data) => {
      const set = { ...data.train.set, labels: data.train.set.labels.map((label) => (label + 3) % 4) };
      return { ...data, train: { ...data.train, set } };
    },
  };
  expect(await findingOf(labelsCheck, MORE, other)).toMatchObject({ status: 'fail', reading: expect.stringMatching(/k - 1/) });
});

it('fails where held-out images look otherwise, without naming a shift that there is not', async () => {
  const random = Random.derive(1, 'held-out labels');
  const { reading, status } = await findingOf(labelsCheck, MORE, {
    data: (data) => {
      const { validation } = data;
      if (validation === undefined) throw new Error('there is no validation part');
      return {
        ...data,
        validation: { ...validation, set: { ...validation.set, labels: validation.set.labels.map(() => random.below(4)) } },
      };
    },
  });
  expect(status).toBe('fail');
  expect(reading).toMatch(/do not have the same labels/);
  expect(reading).not.toMatch(/class k/);
});

it('takes no agreement by chance for a shift by nothing', async () => {
  // Seven of ten are of class 0: labels at random agree in more than half of the cases.
  const random = Random.derive(1, 'uneven labels');
  const labelAtRandom = () => Math.max(0, random.below(10) - 7);
  const draw = (count: number, matches: boolean) => {
    const labels = Array.from({ length: count }, labelAtRandom);
    const images = labels.map((label) => {
      const shown = matches ? label : labelAtRandom();
      return [60 * shown + random.below(40), random.below(40), 60 * shown, random.below(10)];
    });
    return { images, labels };
  };
  const data = preparedData([1, 2, 2], 3, { train: draw(600, true), validation: draw(200, false) });
  const finding = await findingOf(labelsCheck, {}, { data: () => data });
  expect(finding.status).toBe('fail');
  expect(finding.reading).not.toMatch(/class k/);
});
