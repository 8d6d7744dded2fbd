import type { DimensionDescription } from '../../../records/study/description.ts';
import { resultOf } from '../../../records/study/ranking.ts';
import type { StudyRecord, TrialRecord } from '../../../records/study/trial-record.ts';
import type { DotGroup, ScatterPlan } from '../scatter-plan.ts';
import { type DimensionAxis, dimensionAxis } from './dimension-axis.ts';
import { type DrawnStudy, markedTrial } from './marked-trial.ts';
import { resultAxis } from './result-axis.ts';
import { STATE_LOOKS } from './state-look.ts';

/** How far trials with the same value are drawn apart, of the room that the value has. */
const SPREAD = 0.5;
/** The golden section: multiples of it are spread evenly, however many there are. */
const GOLDEN = 0.6180339887498949;

/** The trials by each of their hyperparameters; what no trial has is left out. @param id that theirs begin with */
export function scatterPlans(study: DrawnStudy, id: string): ScatterPlan[] {
  return study.header.space.flatMap((dimension, i) => scatterPlan(study, dimension, `${id}-${i}`) ?? []);
}

/** The groups of several charts, each name once: what a legend of all of them tells. */
export function groupsOf(plans: readonly ScatterPlan[]): DotGroup[] {
  return [...new Map(plans.flatMap(({ groups }) => groups.map((group) => [group.name, group]))).values()];
}

/** The trials by one of their hyperparameters. @returns undefined where no trial has it. */
export function scatterPlan(study: DrawnStudy, dimension: DimensionDescription, id: string): ScatterPlan | undefined {
  const { trials } = study;
  const axis = dimensionAxis(dimension);
  const marked = markedTrial(study);
  const groups = [
    ...STATE_LOOKS.flatMap(({ state, colour }): DotGroup[] => {
      const own = trials.filter((trial) => trial.state === state);
      const isBad = state === 'failed' || state === 'diverged';
      return [groupOf(state, own, study, axis, { colour, mark: isBad ? 'cross' : 'dot' })];
    }),
    groupOf(marked?.name ?? '', marked === undefined ? [] : [marked.trial], study, axis, { colour: 'rate', mark: 'ring' }),
  ].filter(({ trials: own }) => own.length > 0);
  if (groups.length === 0) return undefined;
  const without = trials.filter(({ params }) => params[dimension.key] === undefined).length;
  const absent = without === 1 ? 'One trial has no such hyperparameter.' : `${without} trials have no such hyperparameter.`;
  return {
    ...{ type: 'scatter', id, title: dimension.key, x: { name: axis.name, ticks: axis.ticks }, y: resultAxis(study) },
    ...{ groups, means: [], notes: without === 0 ? [] : [absent] },
  };
}

function groupOf(
  name: string,
  trials: readonly TrialRecord[],
  { header }: StudyRecord,
  axis: DimensionAxis,
  look: Pick<DotGroup, 'colour' | 'mark'>,
): DotGroup {
  const placed = trials.flatMap((trial) => {
    const at = axis.placeOf(trial.params[axis.key]);
    return at === undefined ? [] : [{ at, index: trial.index, result: resultOf(trial, header.metric) ?? null }];
  });
  return {
    ...{ name, ...look },
    x: placed.map(({ at, index }) => apart(at, index, axis)),
    y: placed.map(({ result }) => (result === null ? null : Number(result.toPrecision(6)))),
    trials: placed.map(({ index }) => index),
  };
}

/** Trials with the same value beside each other, in no order. */
function apart(at: number, index: number, { spacing }: DimensionAxis): number {
  const shift = (((index * GOLDEN) % 1) - 0.5) * SPREAD * spacing;
  return Number((at + shift).toFixed(4));
}
