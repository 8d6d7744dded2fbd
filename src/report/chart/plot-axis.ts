import type { Box } from './box.ts';
import type { Look } from './look.ts';

/** An axis on a scale of its own. Places on it are from 0 to 1, so that whoever draws needs to know no scale. */
export interface PlotAxis {
  readonly name: string;
  readonly ticks: readonly PlotTick[];
}

export interface PlotTick {
  readonly at: number;
  readonly text: string;
}

/** Of the length of an axis, left free at each end: what lies at the end is not cut. */
const FREE = 0.035;

/** Where a place is from left to right, in pixels. */
export function across(at: number, { x, width }: Box): number {
  return x + (width * (at + FREE)) / (1 + 2 * FREE);
}

/** Where a place is from below to above. */
export function upward(at: number, { y, height }: Box): number {
  return y + height - (height * (at + FREE)) / (1 + 2 * FREE);
}

/** What echarts is told of such an axis: a plain one, with our own ticks. */
export function plotAxisOption({ name, ticks }: PlotAxis, look: Look) {
  const customValues = ticks.map(({ at }) => at);
  const nearest = (at: number) => ticks.find((tick) => Math.abs(tick.at - at) < 1e-9)?.text ?? '';
  return {
    ...{ type: 'value' as const, min: -FREE, max: 1 + FREE, name, nameLocation: 'middle' as const },
    nameTextStyle: { color: look.quiet, fontSize: 12 },
    axisLine: { show: true, onZero: false, lineStyle: { color: look.quiet } },
    axisTick: { show: true, customValues, lineStyle: { color: look.quiet } },
    axisLabel: { color: look.quiet, fontSize: 12, hideOverlap: true, customValues, formatter: nearest },
    splitLine: { show: false },
  };
}
