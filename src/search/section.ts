import { z } from 'zod';
import { choice, isMapping } from '../base/choice.ts';
import type { DimensionDescription, StudyMetric } from '../records/study/description.ts';
import { checkConditions } from './conditions.ts';
import { pruners } from './pruners/index.ts';
import { type Range, rangeSchema } from './range.ts';
import { samplers } from './samplers/index.ts';

const METRICS = ['valAccuracy', 'valLoss'] as const satisfies readonly StudyMetric[];

const space = z
  .record(z.string(), rangeSchema)
  // Conditions are looked at even if there is something else wrong, so that everything is told at once.
  .superRefine(checkConditions, { when: ({ value }) => isMapping(value) })
  .default({})
  .describe(
    'What is searched: dotted keys of the config, each with its range: a mapping with `type` (see the ranges below); a list of values; ' +
      'or a short text: `log:1e-4..1e-1`, `0.5..0.99`, `int:4..32`, `intlog:8..256`, with a step `0..1/0.1`, ' +
      'with a condition `0.5..0.99 @optimizer.type=sgd`.',
  );

/** The config section `search`: how hyperparameters are chosen. A training takes no notice of it. */
export const searchSection = z.strictObject({
  space,
  sampler: choice(samplers, { key: 'type', fallback: 'random' }).prefault({}).describe('How trials are chosen from the space.'),
  pruner: choice(pruners, { key: 'type', fallback: 'none' }).prefault({}).describe('Which trials are stopped early.'),
  metric: z.enum(METRICS).default('valAccuracy').describe('What trials are compared by: that of their best epoch.'),
  trials: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('How many trials there are in all. Not set: 16, and for a grid every combination.'),
  lag: z
    .int()
    .min(1)
    .max(1024)
    .default(4)
    .describe(
      'A trial knows the results of all trials but the last `lag` - 1 before it, so that `lag` can run side by side; the study is ' +
        'the same however many do.',
    ),
  diagnosis: z
    .boolean()
    .optional()
    .describe(
      'Whether a trial is stopped when its curve says that nothing will come of it: a loss that is not finite, a loss above three ' +
        'times the first, no learning. Not set: yes, but not for a grid.',
    ),
  keep: z.int().min(0).max(1_000_000).default(3).describe('Of how many trials checkpoints are kept: the best so far.'),
});

/** The section `search` of a config, defaults filled in. */
export type SearchConfig = Readonly<z.output<typeof searchSection>>;

/** The space of the section as `createSpace` and the header of a study take it. */
export function describeSpace(space: Readonly<Record<string, Range>>): DimensionDescription[] {
  return Object.entries(space).map(([key, range]) => ({ key, ...range }));
}
