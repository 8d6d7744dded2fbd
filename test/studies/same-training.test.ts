import { expect, it } from 'vitest';
import { relativeError } from '../helpers/operation.ts';
import { trainInFloat64, trainOnKernels } from './same-training.ts';

it('the study trains the same network in float64 as on the kernels', async () => {
  const training = { seed: 3, steps: 4, testImages: 20 };
  const exact = trainInFloat64(training);
  const { losses, accuracy } = await trainOnKernels(training, 'direct');
  expect(exact.losses).toHaveLength(4);
  expect(relativeError(losses, exact.losses)).toBeLessThan(3e-5);
  // One image of twenty may be on the border.
  expect(Math.abs(accuracy - exact.accuracy)).toBeLessThanOrEqual(1 / 20);
});
