import { outline } from '../../curves/downsample.ts';
import { placeTextOn } from '../chart/number-text.ts';
import type { ChartPlan, PlanSeries } from '../chart/plan.ts';
import type { Size } from '../svg/picture.ts';
import { figureFrame } from './figure-frame.ts';
import { type Html, html } from './html.ts';
import { legendItem } from './legend.ts';

/** Sizes of the picture that stands in for the chart until the page's script runs, and on paper. */
const SIZES = { large: { width: 860, height: 380 }, small: { width: 560, height: 300 } } satisfies Record<string, Size>;

/** Dots of the picture: its chart has all, which do not fit into a size that a page can be sent with. */
const MOST_DOTS = 1500;

/** Curves with their legend and tools; without scripts, and on paper, they are a picture. */
export function chartFigure(plan: ChartPlan, size: keyof typeof SIZES, caption: string | undefined = undefined): Html {
  const [first, last] = plan.extent;
  const button = html`<button type="button" data-reset disabled title="Show everything again">reset zoom</button>`;
  const scale = plan.canSwitch
    ? html`<button type="button" data-scale aria-pressed="${String(plan.scale === 'log')}" title="Logarithmic or linear axis">log</button>`
    : '';
  return figureFrame(plan, {
    ...{ shape: size, size: SIZES[size], caption, still: thinned(plan) },
    label: `${plan.title}: ${plan.y} by ${plan.x} ${placeTextOn(plan.xScale, first)} to ${placeTextOn(plan.xScale, last)}`,
    legend: plan.series.map(({ name, kind, colour, isDashed = false }, index) =>
      legendItem({ name, colour, swatch: isDashed ? 'dashed' : kind, key: index }),
    ),
    tools: html`${button}${scale}`,
  });
}

function thinned(plan: ChartPlan): ChartPlan {
  return { ...plan, series: plan.series.map((series) => (series.kind === 'dots' ? fewer(series) : series)) };
}

function fewer(series: PlanSeries): PlanSeries {
  const kept = outline(series.x, series.y, MOST_DOTS);
  const chosen = (list: readonly number[]) => kept.map((i) => list[i] as number);
  return { ...series, x: chosen(series.x), y: chosen(series.y) };
}
