import { z } from 'zod';
import type { Schedule, ScheduleContext } from './schedule.ts';

/** The options of the warm-up, which every schedule has. */
export const warmUpOptions = {
  warmupSteps: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'Steps over which the rate first rises in a straight line; the schedule proper begins after them and counts from there.',
    ),
  warmupEpochs: z.number().min(0).default(0).describe('The same in epochs; adds to warmupSteps.'),
  warmupFrom: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('The rate at which the warm-up begins, as a fraction of the one that it leads to.'),
};

/** The options of the warm-up, checked. */
export type WarmUp = z.output<z.ZodObject<typeof warmUpOptions>>;

/**
 * Linear warm-up (Goyal et al., "Accurate, Large Minibatch SGD", 2017) joined with any schedule: in steps 0 to W - 1 the
 * rate is first * (from + (1 - from) * step / W), where `first` is what the schedule starts with; from step W on the
 * schedule runs as if the training began there and were W steps shorter. As torch's LinearLR and the schedule in a
 * SequentialLR. A warm-up as long as the training or longer leaves the schedule the last rates that it does not reach.
 */
export function withWarmUp(options: WarmUp, context: ScheduleContext, create: (rest: ScheduleContext) => Schedule): Schedule {
  const { warmupSteps, warmupEpochs, warmupFrom } = options;
  const length = warmupSteps + Math.round(warmupEpochs * context.stepsPerEpoch);
  const proper = create({ ...context, totalSteps: Math.max(1, context.totalSteps - length) });
  if (length === 0) return proper;
  const first = proper(0);
  return (step) => (step < length ? first * (warmupFrom + (1 - warmupFrom) * (step / length)) : proper(step - length));
}
