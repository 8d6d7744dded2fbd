import type { StudyMetric } from '../records/study/description.ts';
import type { TrialRecord } from '../records/study/trial-record.ts';
import type { Observation } from './samplers/sampler.ts';

/** A value of the metric as a score: higher is better. Of a loss that is its negative. */
export function scoreOf(metric: StudyMetric, value: number): number {
  return metric === 'valLoss' ? -value : value;
}

/** A trial that has come to an end, as samplers and pruners see it. @returns undefined of one that has not. */
export function observationOf(metric: StudyMetric, { index, params, state, values }: TrialRecord): Observation | undefined {
  if (state === 'unfinished') return undefined;
  const scores: number[] = [];
  for (const value of values) {
    const score = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : scoreOf(metric, value);
    scores.push(Math.max(score, scores.at(-1) ?? Number.NEGATIVE_INFINITY));
  }
  return { index, params, state, score: scores.at(-1), scores };
}
