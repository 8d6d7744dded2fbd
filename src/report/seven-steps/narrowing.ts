import type { RecipeStepName, StepRecord } from '../../records/recipe/recipe-record.ts';
import type { DimensionDescription, ParamValue } from '../../records/study/description.ts';
import type { PlotTick } from '../chart/plot-axis.ts';
import type { RecipeView } from '../recipe-view.ts';
import { paramText } from '../study/param-text.ts';
import { unionAxis } from './union-axis.ts';

/** How the searches close in on the value of one hyperparameter. Places are from 0 to 1, on an axis that they have together. */
export interface Narrowing {
  readonly key: string;
  readonly ticks: readonly PlotTick[];
  /** From the coarse search to the final training. */
  readonly stages: readonly NarrowingStage[];
}

interface NarrowingStage {
  readonly name: string;
  /** Undefined where single values are tried that have no order, and of the final training. */
  readonly range: readonly [from: number, to: number] | undefined;
  /** Each value once. */
  readonly tried: readonly number[];
  readonly best: number | undefined;
  /** The value that was best. */
  readonly text: string;
}

interface Stage {
  readonly name: string;
  readonly dimension: DimensionDescription | undefined;
  readonly tried: readonly ParamValue[];
  readonly best: ParamValue | undefined;
}

/** For the text of a tick, of the length of the axis. */
const ROOM = 0.2;
const POWER_OF_TEN = /^(?:1e-?\d+|0\.0*1|10*)$/;
const SEARCHES: readonly RecipeStepName[] = ['coarseSearch', 'refinedSearch'];

/** One for each hyperparameter that was searched over, in the order of the spaces. */
export function narrowingsOf(view: Pick<RecipeView, 'record' | 'studies'>): Narrowing[] {
  const searches = view.record.steps.filter(({ name }) => SEARCHES.includes(name));
  const keys = new Set(
    searches.flatMap(({ evidence }) => (evidence?.kind === 'search' ? evidence.space.map(({ key }) => key) : [])),
  );
  return [...keys].map((key) =>
    narrowingOf(key, [...searches.flatMap((step) => stageOf(key, step, view)), ...finalStage(key, view)]),
  );
}

function stageOf(key: string, step: StepRecord, { studies }: Pick<RecipeView, 'studies'>): Stage[] {
  const { evidence } = step;
  if (evidence?.kind !== 'search') return [];
  const trials = studies.get(evidence.study)?.trials ?? [];
  return [
    {
      name: step.round === 0 ? 'coarse' : `round ${step.round}`,
      dimension: evidence.space.find((one) => one.key === key),
      tried: trials.flatMap(({ params }) => params[key] ?? []),
      best: evidence.best?.params[key],
    },
  ];
}

function finalStage(key: string, { record: { final } }: Pick<RecipeView, 'record'>): Stage[] {
  const value = final?.params[key];
  return value === undefined ? [] : [{ name: 'final', dimension: undefined, tried: [], best: value }];
}

function narrowingOf(key: string, stages: readonly Stage[]): Narrowing {
  const dimensions = stages.flatMap(({ dimension }) => dimension ?? []);
  const axis = unionAxis(
    key,
    dimensions,
    stages.flatMap(({ tried, best }) => [...tried, ...(best === undefined ? [] : [best])]),
  );
  return {
    ...{ key, ticks: apart(axis.ticks) },
    stages: stages.map(({ name, dimension, tried, best }) => ({
      ...{ name, range: axis.isOrdered ? rangeOf(dimension, axis.placeOf) : undefined },
      tried: [...new Set(tried.flatMap((value) => axis.placeOf(value) ?? []))],
      best: axis.placeOf(best),
      text: best === undefined ? '-' : paramText(best),
    })),
  };
}

/** Ticks whose texts have room beside each other: the ends first, then powers of ten. */
function apart(ticks: readonly PlotTick[]): PlotTick[] {
  const [first, last] = [ticks[0], ticks.at(-1)];
  const rank = (tick: PlotTick) => (tick === first || tick === last ? 0 : POWER_OF_TEN.test(tick.text) ? 1 : 2);
  const kept: PlotTick[] = [];
  for (const tick of ticks.toSorted((a, b) => rank(a) - rank(b))) {
    if (kept.every(({ at }) => Math.abs(at - tick.at) >= ROOM)) kept.push(tick);
  }
  return kept.sort((a, b) => a.at - b.at);
}

function rangeOf(
  dimension: DimensionDescription | undefined,
  placeOf: (value: ParamValue | undefined) => number | undefined,
): NarrowingStage['range'] {
  if (dimension === undefined) return undefined;
  const values = dimension.type === 'choice' ? dimension.values : [dimension.low, dimension.high];
  const places = values.flatMap((value) => placeOf(value) ?? []);
  return places.length === 0 ? undefined : [Math.min(...places), Math.max(...places)];
}
