import type { StudyMetric } from '../../../records/study/description.ts';
import { METRIC_NAMES } from '../../study/result-text.ts';
import type { StudyRepeats } from '../../study-view.ts';
import type { ScatterPlan } from '../scatter-plan.ts';

/** Trials over several seeds: each result, and the mean with its interval. @returns undefined without any. */
export function repeatsPlan({ trials }: StudyRepeats, metric: StudyMetric): ScatterPlan | undefined {
  if (trials.length === 0) return undefined;
  const at = (i: number) => Number(((i + 0.5) / trials.length).toFixed(4));
  const points = trials.flatMap(({ of, values }, i) => values.map((value) => ({ of, value, at: at(i) })));
  const isLowBetter = metric === 'valLoss';
  return {
    ...{ type: 'scatter', id: 'repeats', title: 'The best trials over several seeds' },
    x: { name: 'trial', ticks: trials.map(({ of }, i) => ({ at: at(i), text: `trial ${of}` })) },
    y: { name: METRIC_NAMES[metric], numbers: isLowBetter ? 'plain' : 'percent', scale: 'linear', isLowBetter },
    groups: [
      {
        ...{ name: 'each seed', colour: 'train', mark: 'dot', x: points.map((point) => point.at) },
        ...{ y: points.map(({ value }) => (Number.isFinite(value) ? value : null)), trials: points.map(({ of }) => of) },
      },
    ],
    means: trials.flatMap(({ mean, interval }, i) =>
      interval === undefined || !Number.isFinite(mean) ? [] : [{ x: at(i), mean, low: interval[0], high: interval[1] }],
    ),
    notes: [],
  };
}
