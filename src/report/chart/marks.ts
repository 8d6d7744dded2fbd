import type { CustomSeriesOption } from 'echarts/charts';
import type { Box } from './box.ts';
import type { Look } from './look.ts';
import type { ChartPlan } from './plan.ts';
import type { Range } from './view.ts';

const FONT_SIZE = 12;

/** What is marked beside the lines of the plan itself. */
export interface Marks {
  /** A part of the x axis to be shaded. */
  readonly stretch: Range | undefined;
  /** What is said where curves go beyond the upper end. */
  readonly beyond: string | undefined;
}

/** Lines across the chart with what they mean, the shaded part of the x axis, and a word on what cannot be seen. */
export function marksSeries({ levels, events, extent: [first, last] }: ChartPlan, look: Look, marks: Marks): CustomSeriesOption {
  const { stretch, beyond } = marks;
  const label = (text: string, x: number, y: number, align: 'left' | 'right') => ({
    type: 'text' as const,
    style: {
      ...{ text, x, y, align, verticalAlign: 'bottom' as const, fontSize: FONT_SIZE, fontFamily: look.font },
      // The edge keeps it readable where curves lie below it.
      ...{ fill: look.quiet, stroke: look.paper, lineWidth: 4 },
    },
  });
  const across = (x1: number, y1: number, x2: number, y2: number) => ({
    ...{ type: 'line' as const, shape: { x1, y1, x2, y2 } },
    style: { stroke: look.quiet, lineWidth: 1, lineDash: [3, 3] },
  });
  return {
    ...{ type: 'custom', silent: true, clip: true, z: 4, data: [[first, 1]] },
    renderItem: ({ coordSys }, api) => {
      const box = coordSys as unknown as Box;
      const [right, bottom] = [box.x + box.width, box.y + box.height];
      const shaded = stretch?.map((at) => api.coord([Math.max(first, Math.min(last, at)), 1])[0] ?? 0);
      return {
        type: 'group',
        children: [
          ...(shaded === undefined ? [] : [shadow(shaded, box, look)]),
          ...(beyond === undefined ? [] : [label(beyond, right - 4, box.y + 18, 'right')]),
          ...levels.flatMap(({ at, text }) => {
            const y = api.coord([first, at])[1] ?? 0;
            return [across(box.x, y, right, y), label(text, right - 4, y - 3, 'right')];
          }),
          ...events.flatMap(({ at, text }) => {
            const x = api.coord([at, 1])[0] ?? 0;
            const isLeft = x < box.x + box.width / 2;
            return [across(x, box.y, x, bottom), label(text, isLeft ? x + 5 : x - 5, box.y + 16, isLeft ? 'left' : 'right')];
          }),
        ],
      };
    },
  };
}

function shadow(ends: readonly number[], box: Box, look: Look) {
  const [from = 0, to = 0] = ends;
  // However short it is, it can be seen.
  const shape = { x: from, y: box.y, width: Math.max(2, to - from), height: box.height };
  return { type: 'rect' as const, shape, style: { fill: look.ink, opacity: 0.08 } };
}
