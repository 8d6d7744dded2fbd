import { count } from '../../../base/format.ts';
import { rankTrials, resultOf } from '../../../records/study/ranking.ts';
import type { StudyRecord } from '../../../records/study/trial-record.ts';
import { keyNames } from '../../study/key-names.ts';
import type { ParallelPlan } from '../parallel-plan.ts';
import { dimensionAxis } from './dimension-axis.ts';
import { resultPlotAxis } from './result-axis.ts';
import { trialGrades } from './trial-grades.ts';

/** Lines that can still be seen; of more trials, the best ones, and of the others every so many. */
const MOST = 1500;

/** The trials across all hyperparameters. @returns undefined without trials, or where the space has no two hyperparameters. */
export function parallelPlan(study: StudyRecord): ParallelPlan | undefined {
  const { trials, header } = study;
  const { metric, space } = header;
  if (space.length < 2 || trials.length === 0) return undefined;
  const names = keyNames(space.map(({ key }) => key));
  const axes = space.map(dimensionAxis);
  const result = resultPlotAxis(study);
  const grades = trialGrades(study);
  const ranked = rankTrials(trials, metric);
  const shown = ranked.length <= MOST ? ranked : fewer(ranked);
  // With less loss above, as with more accuracy.
  const upward = metric === 'valLoss' ? (at: number) => Number((1 - at).toFixed(4)) : (at: number) => at;
  const ticks = result.axis.ticks.map(({ at, text }) => ({ at: upward(at), text }));
  return {
    ...{ type: 'parallel', id: 'parallel', title: 'All hyperparameters' },
    axes: [
      ...axes.map(({ key, name, ticks: own }) => ({ name: names.get(key) ?? name, ticks: own })),
      { name: metric === 'valLoss' ? 'loss' : 'accuracy', ticks: metric === 'valLoss' ? ticks.reverse() : ticks },
    ],
    lines: shown.reverse().map((trial) => {
      const value = resultOf(trial, metric);
      return {
        ...{ trial: trial.index, grade: grades.get(trial.index) },
        at: [
          ...axes.map(({ key, placeOf }) => placeOf(trial.params[key]) ?? null),
          value === undefined ? null : upward(result.placeOf(value)),
        ],
      };
    }),
    notes:
      shown.length < ranked.length
        ? [`Of ${count(ranked.length)} trials ${count(shown.length)} are drawn, the best ones among them.`]
        : [],
  };
}

function fewer<T>(ranked: readonly T[]): T[] {
  const half = MOST / 2;
  const others = ranked.slice(half);
  return [
    ...ranked.slice(0, half),
    ...Array.from({ length: half }, (_, i) => others[Math.floor((i * others.length) / half)] as T),
  ];
}
