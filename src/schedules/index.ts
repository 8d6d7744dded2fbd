import { Registry } from '../base/registry.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { linear } from './linear.ts';
import { multiStep } from './multi-step.ts';
import { oneCycle } from './one-cycle.ts';
import type { ScheduleEntry } from './schedule.ts';
import { step } from './step.ts';
import { trapezoid } from './trapezoid.ts';

/** Every learning rate schedule that a config can name. */
export const schedules: Registry<ScheduleEntry> = new Registry<ScheduleEntry>('schedule', [
  constant,
  step,
  multiStep,
  exponential,
  cosine,
  linear,
  trapezoid,
  oneCycle,
]);
