import type { CustomSeriesOption } from 'echarts/charts';
import { count } from '../../base/format.ts';
import type { Box } from './box.ts';
import type { Look } from './look.ts';
import { marksPath, type PlacedMarks } from './mark-path.ts';
import { across, type PlotAxis, type PlotTick, plotAxisOption, upward } from './plot-axis.ts';
import type { SquareGroup, SquarePlan } from './square-plan.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const LEFT = 78;
const BOTTOM = 48;
const EDGE = 14;
/** Of the projections, and between them and the square. */
const STRIP = 76;
const GAP = 12;
/** Marks of the values that were tried, in that gap. */
const RUG = 8;
/** From so many on they are fine. */
const MANY = 150;

/** The square, and the two projections of it. */
interface Boxes {
  readonly square: Box;
  readonly above: Box;
  readonly beside: Box;
}

/** What echarts draws of the plan. */
export function squareOption(plan: SquarePlan, size: Size, look: Look) {
  const boxes = boxesOf(size);
  const { square, above, beside } = boxes;
  const result = { name: '', ticks: fewer(plan.result.ticks) };
  const bare = (axis: PlotAxis) => ({
    ...plotAxisOption(axis, look),
    name: '',
    axisLabel: { show: false },
    axisTick: { show: false },
  });
  const placed = placesInSquare(plan, size);
  const total = plan.groups.reduce((sum, { trials }) => sum + trials.length, 0);
  const painted = (index: number, marks: readonly PlacedMarks[], extra: readonly object[] = []): CustomSeriesOption => ({
    ...{ type: 'custom', silent: true, clip: false, z: 3, data: [[0, 0]], xAxisIndex: index, yAxisIndex: index },
    renderItem: () => ({ type: 'group', children: [...marks.map((group) => marksPath(group, total, look)), ...extra] as never }),
  });
  return {
    ...{ animation: false, textStyle: { fontFamily: look.font, color: look.ink }, backgroundColor: 'transparent' },
    grid: [square, above, beside].map(({ x, y, width, height }) => ({
      ...{ left: x, top: y, width, height, outerBoundsMode: 'none' as const },
      ...{ show: true, borderColor: look.faint, backgroundColor: 'transparent' },
    })),
    xAxis: [
      { ...plotAxisOption(plan.x, look), nameGap: 28 },
      { ...bare(plan.x), gridIndex: 1 },
      { ...plotAxisOption(result, look), gridIndex: 2 },
    ],
    yAxis: [
      { ...plotAxisOption(plan.y, look), nameGap: 58 },
      { ...plotAxisOption(result, look), gridIndex: 1 },
      { ...bare(plan.y), gridIndex: 2 },
    ],
    series: [
      painted(0, placed.square, [rug(plan, boxes, look), ...counts(plan, boxes, look)]),
      painted(1, placed.above),
      painted(2, placed.beside),
    ],
  };
}

/** Where the marks are, in each of the three parts. */
export function placesInSquare(plan: SquarePlan, size: Size): Readonly<Record<keyof Boxes, PlacedMarks[]>> {
  const { square, above, beside } = boxesOf(size);
  const each = (left: (group: SquareGroup, i: number) => number, top: (group: SquareGroup, i: number) => number) =>
    plan.groups.map((group): PlacedMarks => {
      const { mark, colour, trials } = group;
      return { mark, colour, places: trials.map((trial, i) => ({ trial, left: left(group, i), top: top(group, i) })) };
    });
  return {
    square: each(
      ({ x }, i) => across(x[i] ?? 0, square),
      ({ y }, i) => upward(y[i] ?? 0, square),
    ),
    above: each(
      ({ x }, i) => across(x[i] ?? 0, above),
      ({ result }, i) => upward(result[i] ?? 0, above),
    ),
    beside: each(
      ({ result }, i) => across(result[i] ?? 0, beside),
      ({ y }, i) => upward(y[i] ?? 0, beside),
    ),
  };
}

function boxesOf({ width, height }: Size): Boxes {
  const side = Math.max(40, Math.min(width - LEFT - GAP - STRIP - EDGE, height - EDGE - STRIP - GAP - BOTTOM));
  const top = EDGE + STRIP + GAP;
  return {
    square: { x: LEFT, y: top, width: side, height: side },
    above: { x: LEFT, y: EDGE, width: side, height: STRIP },
    beside: { x: LEFT + side + GAP, y: top, width: STRIP, height: side },
  };
}

/** As many as a projection has room for. */
function fewer(ticks: readonly PlotTick[]): PlotTick[] {
  const every = Math.ceil(ticks.length / 4);
  return ticks.filter((_, i) => (ticks.length - 1 - i) % every === 0);
}

/** A stroke for each value that was tried, at the edges of the square. */
function rug({ groups }: SquarePlan, { square }: Boxes, look: Look) {
  const values = (of: (group: SquareGroup) => readonly number[]) => [...new Set(groups.flatMap(of))];
  const upper = square.y - (GAP - RUG) / 2;
  const right = square.x + square.width + (GAP - RUG) / 2;
  const strokes = [
    ...values(({ x }) => x).map((at) => `M${across(at, square).toFixed(1)} ${upper}v${-RUG}`),
    ...values(({ y }) => y).map((at) => `M${right} ${upward(at, square).toFixed(1)}h${RUG}`),
  ];
  return {
    ...{ type: 'path' as const, shape: { pathData: strokes.join('') || 'M0 0' } },
    style: { fill: 'none', stroke: look.ink, lineWidth: strokes.length > MANY ? 0.4 : 1.2 },
  };
}

/** In the corner between the projections: how many values each of them shows. */
function counts({ distinct }: SquarePlan, { above, beside }: Boxes, look: Look) {
  const text = (words: string, x: number, y: number, align: 'left' | 'center') => ({
    type: 'text' as const,
    style: { text: words, x, y, align, fontSize: 12, fontFamily: look.font, fill: look.quiet, verticalAlign: 'middle' as const },
  });
  const values = (number: number) => (number === 1 ? '1 value' : `${count(number)} values`);
  return [
    text(`\u2190 ${values(distinct.x)}`, beside.x, above.y + STRIP / 4, 'left'),
    text(`${values(distinct.y)} \u2193`, beside.x, above.y + (3 * STRIP) / 4, 'left'),
  ];
}
