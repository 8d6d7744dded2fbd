import { z } from 'zod';
import type { Schedule, ScheduleContext, ScheduleEntry } from './schedule.ts';
import { type WarmUp, warmUpOptions, withWarmUp } from './warm-up.ts';

/** Makes a registry entry of a schedule: adds the options of the warm-up, which any schedule can have, and the warm-up itself. */
export function defineSchedule<S extends z.ZodRawShape>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: S;
  create(options: z.output<z.ZodObject<S>>, context: ScheduleContext): Schedule;
}): ScheduleEntry<z.output<z.ZodObject<S>> & WarmUp> {
  const { name, summary, create } = definition;
  return {
    name,
    summary,
    options: z.strictObject({ ...definition.options, ...warmUpOptions }),
    create: (options, context) => withWarmUp(options, context, (rest) => create(options, rest)),
  };
}
