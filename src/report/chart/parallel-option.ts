import { GRADES, type Look } from './look.ts';
import type { ParallelLine, ParallelPlan } from './parallel-plan.ts';
import { plotAxisOption } from './plot-axis.ts';

/** What the ids of the axes begin with, before their number. */
export const AXIS_ID = 'axis-';

/** Between two axes, at the least, in pixels: for what is written at them. */
export const ROOM_OF_AXIS = 76;

const LEFT = 44;
const RIGHT = 70;
/** Of the names, which stand in two rows. */
const TOP = 52;
const BOTTOM = 16;

/** What echarts draws of the plan. */
export function parallelOption({ axes, lines }: ParallelPlan, width: number, look: Look) {
  const room = (width - LEFT - RIGHT) / Math.max(1, axes.length - 1);
  return {
    ...{ animation: false, textStyle: { fontFamily: look.font, color: look.ink }, backgroundColor: 'transparent' },
    parallel: { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM },
    parallelAxis: axes.map((axis, dim) => ({
      ...plotAxisOption(axis, look),
      ...{ id: `${AXIS_ID}${dim}`, dim, z: 5, nameLocation: 'end' as const, nameGap: dim % 2 === 0 ? 14 : 32 },
      // In two rows they have twice the room.
      nameTruncate: { maxWidth: 2 * room - 16, ellipsis: '…' },
      nameTextStyle: { color: look.quiet, fontSize: 12, align: alignOf(dim, axes.length) },
      axisLabel: {
        ...{ ...plotAxisOption(axis, look).axisLabel, textBorderColor: look.paper, textBorderWidth: 3 },
        ...{ width: Math.max(24, dim === axes.length - 1 ? RIGHT - 10 : room - 14), overflow: 'truncate' as const },
      },
      areaSelectStyle: { width: 18, borderWidth: 1, borderColor: look.quiet, color: look.quiet, opacity: 0.25 },
    })),
    series: [
      {
        ...{ type: 'parallel' as const, smooth: false, progressive: 0, inactiveOpacity: 0.04, activeOpacity: 1 },
        emphasis: { lineStyle: { width: 4, opacity: 1 } },
        data: lines.map((line) => ({ value: [...line.at] as number[], lineStyle: lineStyle(line, lines.length, look) })),
      },
    ],
  };
}

/** The outer names stay inside. */
function alignOf(dim: number, count: number): 'left' | 'center' | 'right' {
  return dim === 0 ? 'left' : dim === count - 1 ? 'right' : 'center';
}

function lineStyle({ grade }: ParallelLine, count: number, look: Look) {
  const isBest = grade === GRADES - 1;
  return {
    color: grade === undefined ? look.colour('validation') : look.colour(`grade${grade}`),
    width: count > 200 ? 1 : isBest ? 2 : 1.4,
    opacity: grade === undefined ? 0.35 : count > 200 && !isBest ? 0.5 : 0.9,
    type: grade === undefined ? [4, 3] : ('solid' as const),
  };
}
