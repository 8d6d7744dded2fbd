import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import { count } from '../../base/format.ts';
import type { ChosenMember } from '../../records/study/description.ts';
import { createSpace, type Space } from '../space/space.ts';
import type { SamplerEntry } from './sampler.ts';

/** More trials than anybody waits for, and few enough to hold. */
const LARGEST = 100_000;

const options = z.strictObject({
  points: z
    .int()
    .min(1)
    .max(1000)
    .default(4)
    .describe('How many values of each range, spread evenly on its scale, both ends included; a choice has all of its values.'),
});

export const grid: SamplerEntry<z.output<typeof options>> = {
  name: 'grid',
  summary: 'Every combination of a few values of each hyperparameter.',
  options,
  isAdaptive: false,
  create({ points }, space) {
    checkSize(space, points);
    const trials = space.grid(points);
    return {
      total: trials.length,
      *proposals({ index }) {
        const next = index % Math.max(1, trials.length);
        yield* trials.slice(next);
        yield* trials.slice(0, next);
      },
    };
  },
};

/** How many values of a range a sampler has; undefined where it is no grid, and takes them from all of the range. */
export function gridPoints({ type, points }: ChosenMember): number | undefined {
  return type === grid.name ? Number(points) : undefined;
}

function checkSize({ dimensions }: Space, points: number): void {
  const values = dimensions.map(({ key, when, domain }) => ({ key, when, type: 'choice' as const, values: domain.grid(points) }));
  const { size } = createSpace(values);
  if (size <= LARGEST) return;
  throw new UserError(`grid: ${count(size)} trials are too many`, {
    facts: [
      ['at most', count(LARGEST)],
      ['points', String(points)],
      ['values', values.map(({ key, values }) => `${values.length} of ${key}`).join(', ')],
    ],
    hint: 'Choose fewer points or fewer hyperparameters, or another sampler: "random" tries as many values of each as there are trials.',
  });
}
