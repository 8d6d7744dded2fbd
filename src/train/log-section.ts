import { z } from 'zod';

/** The section `log` of a config. */
export const logSection = z.strictObject({
  tensorboard: z
    .boolean()
    .default(true)
    .describe('Write a TensorBoard event file: every step, every epoch, and the norms of the parameters.'),
  layers: z
    .boolean()
    .default(true)
    .describe(
      'Write layers.csv: norms of weights and gradients and the update ratio of each parameter, at the last step of each epoch.',
    ),
  jsonLines: z.boolean().default(false).describe('Write every table as JSON lines, too (metrics.jsonl beside metrics.csv).'),
  histograms: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('Histograms of all weights and gradients in the event file every so many epochs; 0: none.'),
});

export type LogConfig = z.output<typeof logSection>;
