import { CustomChart, LineChart, ParallelChart } from 'echarts/charts';
import { GridComponent, ParallelComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { ALONE, IN_PAGE, type Look } from '../chart/look.ts';
import { chartOption } from '../chart/option.ts';
import { parallelOption } from '../chart/parallel-option.ts';
import type { ChartPlan, Plan } from '../chart/plan.ts';
import { scatterOption } from '../chart/scatter-option.ts';
import { squareOption } from '../chart/square-option.ts';
import { type Body, framedSvg, WIDTH } from './framed-svg.ts';
import { pictureOf, type Size } from './picture.ts';
import { curveEntry } from './swatch-svg.ts';

echarts.use([LineChart, CustomChart, GridComponent, ParallelChart, ParallelComponent]);

/** Of curves that stand alone. */
const HEIGHT = 450;

/** The chart as a part of a page: in the page's colours, without title and legend. */
export function embeddedSvg(plan: Plan, size: Size): string {
  return pictureOf(size, optionOf(plan, size, IN_PAGE), `${plan.id}-`);
}

/** The same as a part of a picture that stands alone, at a place in it. */
export function partSvg(plan: Plan, size: Size, left: number, top: number): string {
  const svg = pictureOf(size, optionOf(plan, size, ALONE), `${plan.id}-`);
  // A group, which every reader of SVG knows, instead of a picture inside the picture.
  return `${svg.replace(/^<svg\b[^>]*>/, `<g transform="translate(${left} ${top})">`).replace(/<\/svg>\s*$/, '</g>')}\n`;
}

function optionOf(plan: Plan, size: Size, look: Look): echarts.EChartsCoreOption {
  switch (plan.type) {
    case 'curves': {
      const drawing = { look, scale: plan.scale, window: plan.extent };
      return chartOption(plan, { ...drawing, width: size.width, grid: { top: 14, bottom: 46 } });
    }
    case 'scatter':
      return scatterOption(plan, { ...size, hidden: new Set(), isFocused: false }, look);
    case 'square':
      return squareOption(plan, size, look);
    case 'parallel':
      return parallelOption(plan, size.width, look);
  }
}

/** Curves as a picture of its own, with title and legend. */
export function planSvg(plan: ChartPlan, title: string): string {
  const legend = plan.series.map((series) => curveEntry(series, ALONE));
  return framedSvg({ title, subtitle: [plan.notes.join(' ')], legend }, curvesBody(plan));
}

/** Curves as all that a picture shows. */
export function curvesBody(plan: ChartPlan): Body {
  return { height: HEIGHT, markup: partSvg(plan, { width: WIDTH, height: HEIGHT }, 0, 0) };
}
