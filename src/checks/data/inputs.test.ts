import { describe, expect, it } from 'vitest';
import { findingOf, preparedData, subjectOf } from '../../../test/helpers/checks.ts';
import { inputsCheck, inputsOf } from './inputs.ts';

/** Inputs as `(pixel / 255 - mean) / std` makes them. */
const normalised = (mean: number, std: number) =>
  findingOf(inputsCheck, {}, { data: (data) => ({ ...data, normalization: { kind: 'standard', mean: [mean], std: [std] } }) });

it('passes normalised images', async () => {
  const finding = await findingOf(inputsCheck);
  expect(finding).toMatchObject({ status: 'pass', key: ['data', 'normalization'] });
  expect(Math.abs(finding.details?.mean as number)).toBeLessThan(0.05);
  expect(finding.details?.deviation).toBeCloseTo(1, 1);
  expect(finding.details?.channels).toHaveLength(1);
});

it('passes images scaled to 0..1', async () => {
  expect(await findingOf(inputsCheck, { data: { normalization: 'unit' } })).toMatchObject({ status: 'pass' });
});

it('fails with bytes as they are', async () => {
  expect(await findingOf(inputsCheck, { data: { normalization: 'none' } })).toMatchObject({
    status: 'fail',
    reading: expect.stringMatching(/times as large.*bytes/),
    fix: '--data.normalization standard',
  });
});

it.each([
  ['constants', 'fail', /same/, 0.5, 1e6],
  ['next to constants', 'warn', /scaled too far down/, 0.5, 30],
  ['far from zero', 'warn', /not centred/, -10, 1],
  ['no numbers', 'fail', /not numbers/, Number.NaN, 1],
] as const)('complains of inputs that are %s', async (_, status, reading, mean, std) => {
  expect(await normalised(mean, std)).toMatchObject({ status, reading: expect.stringMatching(reading), fix: expect.any(String) });
});

it('warns of a channel that is the same in every image', async () => {
  const images = Array.from({ length: 40 }, (_, i) => [(i * 37) % 256, (i * 91) % 256, 77, 77]);
  const data = preparedData([2, 1, 2], 2, { train: { images, labels: images.map((_, i) => i % 2) } });
  const finding = await findingOf(inputsCheck, {}, { data: () => data });
  expect(finding).toMatchObject({ status: 'warn', reading: expect.stringMatching(/1 of 2 channels is the same/) });
  expect(finding.details?.channels).toMatchObject([{ deviation: expect.closeTo(1, 5) }, { deviation: 0 }]);
});

describe('inputsOf', () => {
  it('gives images as the network sees them, NCHW', () => {
    const images = [
      [0, 51, 102, 153],
      [255, 204, 153, 102],
    ];
    const data = preparedData([2, 1, 2], 2, { train: { images, labels: [0, 1] } });
    const plain = { ...data, normalization: { kind: 'unit' as const, mean: [0, 0], std: [1, 1] } };
    const { configured } = subjectOf({ train: { batchSize: 2 } }, { data: () => plain });
    const { set } = configured.data.train;
    const values = inputsOf(configured, { set, order: Uint32Array.of(1, 0), from: 0, to: 2 });
    expect([...values].map((value) => Math.round(1000 * value))).toEqual([1000, 800, 600, 400, 0, 200, 400, 600]);
    expect([...inputsOf(configured, { set, order: Uint32Array.of(1, 0), from: 1, to: 2 })]).toEqual([...values.subarray(4)]);
  });

  it('augments them as an epoch would, when asked', () => {
    const { configured } = subjectOf({ data: { augment: [{ type: 'shift', pixels: 2 }] } });
    const { set, indices } = configured.data.train;
    const examples = { set, order: indices, from: 0, to: 10 };
    const [plain, first, second] = [undefined, 1, 2].map((epoch) => inputsOf(configured, examples, epoch));
    expect(first).not.toEqual(plain);
    expect(second).not.toEqual(first);
    expect(inputsOf(configured, examples, 1)).toEqual(first);
    expect(inputsOf(configured, examples)).toEqual(plain);
  });
});
