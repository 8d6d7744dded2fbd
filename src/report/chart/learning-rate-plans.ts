import { exactLog } from '../../base/exact-math.ts';
import { count } from '../../base/format.ts';
import type { LearningRateEvidence } from '../../records/recipe/recipe-record.ts';
import { rangeCurve, trialCurves } from '../lr-curves.ts';
import { paramText } from '../study/param-text.ts';
import { lossText } from '../terminal/numbers.ts';
import { extentOf } from './curve-plans.ts';
import { listColour } from './look.ts';
import type { ChartPlan, PlanSeries } from './plan.ts';

const COMMON = { type: 'curves', y: 'training loss', numbers: 'plain', scale: 'linear', canSwitch: true, events: [] } as const;

/** The loss at each learning rate that was tried, averaged, from low rates (dark) to high ones (bright). @returns undefined without a finite loss. */
export function rateTrialsPlan({ rates, suggested, chanceLoss }: LearningRateEvidence): ChartPlan | undefined {
  const trials = rates.map(({ learningRate, losses, verdict }) => {
    return { lr: learningRate, losses, verdict, suggested: learningRate === suggested };
  });
  const all = trialCurves(trials);
  if (all === undefined) return undefined;
  const series = trials.flatMap(({ lr, verdict, suggested: isSuggested }, i): PlanSeries[] => {
    const points = all.curves[i] ?? [];
    if (points.length === 0) return [];
    return [
      {
        ...{ name: `${paramText(lr)} ${verdict}${isSuggested ? ', suggested' : ''}`, kind: 'line' },
        ...{ colour: listColour(i, trials.length), isDashed: verdict !== 'good' },
        ...{ x: points.map(({ at }) => at), y: points.map(({ average }) => rounded(Math.min(average, all.high))) },
      },
    ];
  });
  return {
    ...{ ...COMMON, id: 'rates', title: 'Loss at each learning rate', x: 'step', extent: extentOf(series), series },
    levels: [{ at: chanceLoss, text: `knowing nothing of the images ${lossText(chanceLoss)}` }],
    notes: [
      `Moving averages with a half-life of ${count(all.halfLife)} steps; dashed where the rate is not good. What is above ${lossText(all.high)} is drawn there.`,
    ],
  };
}

/** A range test: the loss at a rate that rises from step to step, and what was found. @returns undefined without a finite loss. */
export function rangeTestPlan({ rangeTest, suggested, window }: LearningRateEvidence): ChartPlan | undefined {
  if (rangeTest === undefined) return undefined;
  const { steepest, valley } = rangeTest;
  const all = rangeCurve({ ...rangeTest, suggested, window });
  const [points = []] = all?.curves ?? [];
  if (all === undefined || points.length === 0) return undefined;
  const x = points.map(({ at }) => place(at));
  const found = [
    { name: 'falls fastest', rate: steepest, colour: 'train' },
    { name: 'middle of the longest fall', rate: valley, colour: 'gradient' },
    { name: 'suggested', rate: suggested, colour: 'validation' },
  ] as const;
  const series: PlanSeries[] = [
    ...(window === undefined ? [] : [windowSeries(window, all)]),
    { name: 'each step', kind: 'dots', colour: 'rate', x, y: points.map(({ loss }) => rounded(Math.min(loss, all.high))) },
    { name: 'smoothed', kind: 'line', colour: 'rate', x, y: points.map(({ average }) => rounded(Math.min(average, all.high))) },
    ...found.flatMap(({ name, rate, colour }): PlanSeries[] => {
      if (rate === undefined || !(rate > 0) || !Number.isFinite(rate)) return [];
      const nearest = points.reduce((a, b) => (distance(b.at, rate) < distance(a.at, rate) ? b : a));
      const at = { x: [place(rate)], y: [rounded(Math.min(all.high, nearest.average))] };
      return [{ name: `${name}: ${paramText(rate)}`, kind: 'points', colour, ...at }];
    }),
  ];
  return {
    ...{ ...COMMON, id: 'range-test', title: 'Range test', x: 'learning rate', xScale: 'log', levels: [], series },
    events: suggested === undefined ? [] : [{ at: place(suggested), text: 'suggested' }],
    extent: extentOf(series),
    notes: ['The rate rises from step to step; the axis is logarithmic.'],
  };
}

/** The good rates, from the bottom of the chart to its top. */
function windowSeries(
  [from, to]: readonly [number, number],
  { low, high }: { readonly low: number; readonly high: number },
): PlanSeries {
  const name = `good: ${paramText(from)} to ${paramText(to)}`;
  return { name, kind: 'band', colour: 'rate', x: [place(from), place(to)], y: [high, high], low: [low, low] };
}

/** On a logarithmic axis: see `ChartPlan.xScale`. */
function place(rate: number): number {
  return Number((exactLog(rate) / Math.LN10).toFixed(4));
}

function distance(a: number, b: number): number {
  return Math.abs(exactLog(a / b));
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
