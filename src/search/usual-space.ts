import type { DimensionDescription } from '../records/study/description.ts';

/**
 * What is searched where nothing is said: the learning rate and the weight decay, log-uniform on [1e-4, 1e-1], as the lecture has it
 * (of a grid: 1e-4, 1e-3, 1e-2 and 1e-1 of each, 16 runs).
 */
export const USUAL_SPACE: readonly DimensionDescription[] = [
  { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1e-1 },
  { key: 'optimizer.weightDecay', type: 'logUniform', low: 1e-4, high: 1e-1 },
];

/** Whether a space is that one, and its command need not have said so. */
export function isUsual(space: readonly DimensionDescription[]): boolean {
  return JSON.stringify(space) === JSON.stringify(USUAL_SPACE);
}
