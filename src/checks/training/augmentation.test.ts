import { expect, it } from 'vitest';
import { contextOf, type Draft, findingOf, type Planted } from '../../../test/helpers/checks.ts';
import { bytesOf } from '../../../test/helpers/experiment.ts';
import { plantedBug } from '../../../test/helpers/planted.ts';
import type { PreparedData } from '../../data/prepare.ts';
import { augmentationCheck } from './augmentation.ts';

const augmented = (...augment: readonly unknown[]): Draft => ({ data: { train: 600, augment } });

/** Images of class 1 become those of class 0 upside down, as a 6 becomes a 9. */
const UPSIDE_DOWN: Planted = {
  data(data: PreparedData): PreparedData {
    const { pixels, labels, count } = data.train.set;
    const of = (label: number) => Array.from(labels.keys()).filter((i) => labels[i] === label);
    const [zeros, ones] = [of(0), of(1)];
    const changed = pixels.slice();
    for (const [k, i] of ones.entries()) {
      const j = zeros[k] ?? 0;
      changed.set(pixels.slice(64 * j, 64 * (j + 1)).reverse(), 64 * i);
    }
    const set = { count, labels, pixels: changed };
    const part = <P extends { readonly set: object } | undefined>(one: P): P =>
      one?.set === data.train.set ? { ...one, set } : one;
    return { ...data, dataset: { ...data.dataset, train: set }, train: part(data.train), validation: part(data.validation) };
  },
};

it('passes where there is none', async () => {
  expect(await findingOf(augmentationCheck)).toMatchObject({ status: 'pass', measured: 'none is on', key: ['data', 'augment'] });
});

it.each([
  ['a small shift', { type: 'shift', pixels: 1, fill: 127 }],
  ['a small rotation', { type: 'rotate', degrees: 5, fill: 127 }],
])('passes %s', async (_, one) => {
  const finding = await findingOf(augmentationCheck, augmented(one));
  expect(finding.status).toBe('pass');
  expect(finding.details?.judgeAccuracy).toBeGreaterThan(0.9);
  expect(finding.measured).toBeGreaterThan(0.7);
});

it('warns of one that makes an image of another class, names which, and where it stands in the config', async () => {
  const draft = augmented({ type: 'shift', pixels: 1, fill: 127 }, { type: 'rotate', degrees: 180, fill: 127 });
  const upsideDown = {
    ...draft,
    data: { ...draft.data, augment: [{ type: 'shift', pixels: 1, fill: 127 }, 'flipVertical', 'flipHorizontal'] },
  };
  expect(await findingOf(augmentationCheck, upsideDown, UPSIDE_DOWN)).toMatchObject({
    status: 'warn',
    key: ['data', 'augment', expect.any(Number)],
    reading: expect.stringMatching(/Of the images that (flipVertical|flipHorizontal) changes/),
    fix: expect.stringMatching(/leave (flipVertical|flipHorizontal) out of data\.augment/),
  });
  const turned = await findingOf(augmentationCheck, { data: { train: 600, augment: ['quarterTurns'] } }, UPSIDE_DOWN);
  expect(turned).toMatchObject({ status: 'warn', key: ['data', 'augment', 0], reading: expect.stringMatching(/quarterTurns/) });
});

it('leaves the weights as they were', async () => {
  const context = contextOf(augmented('flipHorizontal'));
  const before = bytesOf(context.subject.plain);
  await augmentationCheck.run(context);
  expect(bytesOf(context.subject.plain)).toEqual(before);
});

it('says nothing where the judge knows nothing', async () => {
  expect(await findingOf(augmentationCheck, augmented('flipHorizontal'), plantedBug('labelsShuffled'))).toMatchObject({
    status: 'inconclusive',
    reading: expect.stringMatching(/learns too little/),
  });
});
