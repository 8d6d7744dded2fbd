import { z } from 'zod';
import { PREFERENCES } from '../ops/conv2d/algorithm.ts';

const earlyStopping = z.strictObject({
  metric: z
    .enum(['valLoss', 'valAccuracy'])
    .default('valLoss')
    .describe('What is watched: the validation loss, which should fall, or the validation accuracy, which should rise.'),
  patience: z.int().min(1).max(1_000_000).default(3).describe('Epochs without improvement after which the run stops.'),
  minDelta: z.number().min(0).max(1e6).default(0).describe('An improvement must be larger than this to count.'),
});

/** The section `train` of a config. */
export const trainSection = z.strictObject({
  epochs: z.int().min(1).max(1_000_000).default(3).describe('How many times the training part is gone through.'),
  steps: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Length of the training in optimizer steps, in the place of epochs.'),
  batchSize: z.int().min(1).max(65_536).default(32).describe('Examples in one step.'),
  dropLast: z.boolean().default(false).describe('Leave out the last, smaller batch of an epoch.'),
  shuffle: z.boolean().default(true).describe('Go through the examples in a new random order each epoch.'),
  checkpointSteps: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Also save a checkpoint every so many steps; one is saved after every epoch in any case.'),
  convolution: z
    .enum(PREFERENCES)
    .default('auto')
    .describe(
      'How all convolutions are computed that do not say it by their own option "algorithm": "auto" as is cheapest for the shapes, "direct" by the definition, "winograd" wherever it can be. Results differ by rounding.',
    ),
  earlyStopping: earlyStopping.optional().describe('Stop when the validation gets no better. Off when not given.'),
});

export type TrainConfig = z.output<typeof trainSection>;
