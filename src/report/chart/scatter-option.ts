import type { CustomSeriesOption } from 'echarts/charts';
import { linearEnds, logEnds } from './axis-ends.ts';
import type { Box } from './box.ts';
import type { Look } from './look.ts';
import { marksPath, type PlacedMarks } from './mark-path.ts';
import { valueText } from './number-text.ts';
import { across, plotAxisOption } from './plot-axis.ts';
import type { ScatterPlan } from './scatter-plan.ts';

/** How a scatter is drawn. */
export interface ScatterDrawing {
  readonly width: number;
  readonly height: number;
  /** Names of groups that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** Whether only the better half of the results is shown, larger. */
  readonly isFocused: boolean;
}

const LEFT = 62;
const RIGHT = 14;
const TOP = 12;
/** Of the labels below the axis. */
const BOTTOM = 28;
/** From the end of the axis to what has no result. */
const INSET = 8;

/** What echarts draws of the plan. */
export function scatterOption(plan: ScatterPlan, drawing: ScatterDrawing, look: Look) {
  const box = boxOf(drawing);
  const { min, max, interval } = resultEnds(plan, drawing);
  const { numbers, scale } = plan.y;
  const groups = placesOf(plan, drawing);
  const total = groups.reduce((sum, { places }) => sum + places.length, 0);
  const series: CustomSeriesOption = {
    ...{ type: 'custom', silent: true, clip: false, z: 3, data: [[0, min]] },
    renderItem: () => ({
      type: 'group',
      children: [...groups.map((group) => marksPath(group, total, look)), ...meansOf(plan, drawing, look)],
    }),
  };
  return {
    ...{ animation: false, textStyle: { fontFamily: look.font, color: look.ink }, backgroundColor: 'transparent' },
    grid: { left: box.x, top: box.y, width: box.width, height: box.height, outerBoundsMode: 'none' as const },
    xAxis: { ...plotAxisOption(plan.x, look), name: '' },
    yAxis: {
      ...{ type: scale === 'log' ? ('log' as const) : ('value' as const), min, max },
      ...(interval === undefined ? {} : { interval }),
      axisLabel: { color: look.quiet, fontSize: 12, hideOverlap: true, formatter: (value: number) => valueText(value, numbers) },
      ...{ axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: look.faint } } },
    },
    series: [series],
  };
}

/** Where the marks are, group by group; what is hidden, or beyond the ends of the axis, is left out. */
export function placesOf(plan: ScatterPlan, drawing: ScatterDrawing): PlacedMarks[] {
  const box = boxOf(drawing);
  const up = upwardOf(plan, drawing);
  const bad = plan.y.isLowBetter ? box.y + INSET : box.y + box.height - INSET;
  return plan.groups
    .filter(({ name }) => !drawing.hidden.has(name))
    .map(({ mark, colour, x, y, trials }) => ({
      ...{ mark, colour },
      places: trials
        .map((trial, i) => {
          const result = y[i] ?? undefined;
          return { trial, left: across(x[i] ?? 0, box), top: result === undefined ? bad : up(result) };
        })
        .filter(({ top }) => top >= box.y - 1 && top <= box.y + box.height + 1),
    }));
}

function boxOf({ width, height }: ScatterDrawing): Box {
  return { x: LEFT, y: TOP, width: width - LEFT - RIGHT, height: height - TOP - BOTTOM };
}

/** From a result to its place, in pixels from above. */
function upwardOf(plan: ScatterPlan, drawing: ScatterDrawing): (result: number) => number {
  const { y, height } = boxOf(drawing);
  const { min, max } = resultEnds(plan, drawing);
  const on = plan.y.scale === 'log' ? Math.log : (value: number) => value;
  return (result) => y + (height * (on(max) - on(result))) / (on(max) - on(min));
}

function resultEnds({ groups, y, means }: ScatterPlan, { hidden, isFocused }: ScatterDrawing) {
  const shown = groups.filter(({ name }) => !hidden.has(name)).flatMap((group) => group.y);
  const results = [...shown, ...means.flatMap(({ low, high }) => [low, high])]
    .filter((value) => value !== null && Number.isFinite(value) && (y.scale === 'linear' || value > 0))
    .sort((a, b) => Number(a) - Number(b)) as number[];
  const half = results.length >> 1;
  const kept = !isFocused ? results : y.isLowBetter ? results.slice(0, half + 1) : results.slice(half);
  const [low = 0.1, high = 1] = [kept[0], kept.at(-1)];
  return y.scale === 'log' ? logEnds(low, high) : linearEnds(low, high);
}

/** A mean as a line across its place, with its interval. */
function meansOf(plan: ScatterPlan, drawing: ScatterDrawing, look: Look) {
  const box = boxOf(drawing);
  const up = upwardOf(plan, drawing);
  return plan.means.map(({ x, mean, low, high }) => {
    const [left, middle, from, to] = [across(x, box) + 16, up(mean), up(low), up(high)];
    const pathData = `M${left} ${from}V${to}M${left - 5} ${from}h10M${left - 5} ${to}h10M${left - 9} ${middle}h18`;
    return { type: 'path' as const, shape: { pathData }, style: { fill: 'none', stroke: look.ink, lineWidth: 2 } };
  });
}
