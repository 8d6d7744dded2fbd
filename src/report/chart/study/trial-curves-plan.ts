import { count } from '../../../base/format.ts';
import { rankTrials, resultOf } from '../../../records/study/ranking.ts';
import type { TrialRecord } from '../../../records/study/trial-record.ts';
import { METRIC_NAMES } from '../../study/result-text.ts';
import type { ChartPlan, ColourName, PlanSeries } from '../plan.ts';
import { type DrawnStudy, type MarkedTrial, markedTrial } from './marked-trial.ts';
import { scaleOf } from './result-axis.ts';

/** Trials with a curve of their own. */
const COLOURS: readonly ColourName[] = ['rate', 'train', 'gradient'];
/** Curves of a bundle, and places of each, that can still be seen. */
const MOST_CURVES = 150;
const MOST_PLACES = 80;

const BUNDLES: readonly {
  readonly name: string;
  readonly states: readonly TrialRecord['state'][];
  readonly colour: ColourName;
}[] = [
  { name: 'diverged or failed', states: ['diverged', 'failed'], colour: 'validation' },
  { name: 'pruned', states: ['pruned', 'unfinished'], colour: 'quiet' },
  { name: 'completed', states: ['completed'], colour: 'train' },
];

/** The metric of each trial by epoch: the best ones by themselves, the others in bundles. @returns undefined without any. */
export function trialCurvesPlan(study: Pick<DrawnStudy, 'trials' | 'header' | 'chosen'>): ChartPlan | undefined {
  const { trials, header } = study;
  const { metric } = header;
  const marked = markedTrial(study);
  const drawn = rankTrials(trials, metric).filter(({ values }) => values.some(Number.isFinite));
  const [longest] = drawn.map(({ values }) => values.length).sort((a, b) => b - a);
  if (longest === undefined) return undefined;
  const best = drawn
    .filter((trial) => trial.state === 'completed' && resultOf(trial, metric) !== undefined)
    .sort((a, b) => Number(b === marked?.trial) - Number(a === marked?.trial))
    .slice(0, COLOURS.length);
  const places = evenly(longest, MOST_PLACES);
  const bundles = BUNDLES.map(({ name, states, colour }) => {
    const own = drawn.filter((trial) => states.includes(trial.state) && !best.includes(trial));
    const shown = evenly(own.length, MOST_CURVES).map((i) => own[i] as TrialRecord);
    return { left: own.length - shown.length, series: bundleOf(shown, places, { name, colour }) };
  });
  const left = bundles.reduce((sum, bundle) => sum + bundle.left, 0);
  const values = drawn.flatMap((trial) => trial.values.filter(Number.isFinite));
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)] as const, [
    Infinity,
    -Infinity,
  ] as const);
  const isLoss = metric === 'valLoss';
  return {
    ...{ type: 'curves', id: 'curves', title: 'Learning curves', x: 'epoch', y: METRIC_NAMES[metric], extent: [1, longest] },
    ...{ numbers: isLoss ? 'plain' : 'percent', canSwitch: isLoss, levels: [], events: [] },
    scale: scaleOf(metric, [low, high]),
    series: [
      ...bundles.map(({ series }) => series).filter(({ x }) => x.length > 0),
      ...best.map((trial, rank) => curveOf(trial, rank, marked)).reverse(),
    ],
    notes: [
      ...(left > 0
        ? [`Of ${count(drawn.length)} trials ${count(drawn.length - left)} are drawn, evenly from the best to the worst.`]
        : []),
      ...(marked?.notes ?? []),
    ],
  };
}

function curveOf(trial: TrialRecord, rank: number, marked: MarkedTrial | undefined): PlanSeries {
  const places = evenly(trial.values.length, MOST_PLACES).filter((i) => Number.isFinite(trial.values[i]));
  return {
    ...{
      name: `trial ${trial.index}${trial === marked?.trial ? `, ${marked.attribute}` : ''}`,
      kind: 'points',
      colour: COLOURS[rank] ?? 'train',
    },
    ...{ trial: trial.index, x: places.map((i) => i + 1), y: places.map((i) => rounded(trial.values[i] as number)) },
  };
}

function bundleOf(
  trials: readonly TrialRecord[],
  places: readonly number[],
  { name, colour }: Pick<PlanSeries, 'name' | 'colour'>,
): PlanSeries {
  const members = trials.map(({ index, values }) => ({
    trial: index,
    y: places.filter((i) => i < values.length).map((i) => (Number.isFinite(values[i]) ? rounded(values[i] as number) : null)),
  }));
  const longest = Math.max(0, ...members.map(({ y }) => y.length));
  const x = places.slice(0, longest).map((i) => i + 1);
  // Where no curve has a number, there is no highest one.
  const edge = (of: (...values: number[]) => number) =>
    x.map((_, i) => {
      const list = members.flatMap(({ y }) => y[i] ?? []);
      return list.length === 0 ? Number.NaN : of(...list);
    });
  return { name, kind: 'bundle', colour, x, y: edge(Math.max), low: edge(Math.min), members };
}

/** Indices below `length`: all, or as many as `most`, evenly, the first and the last one among them. */
function evenly(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
