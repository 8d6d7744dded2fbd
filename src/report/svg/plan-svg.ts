import { CustomChart, LineChart, ParallelChart } from 'echarts/charts';
import { GridComponent, ParallelComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { ALONE, IN_PAGE, type Look } from '../chart/look.ts';
import { chartOption } from '../chart/option.ts';
import { parallelOption } from '../chart/parallel-option.ts';
import type { ChartPlan, Plan } from '../chart/plan.ts';
import { scatterOption } from '../chart/scatter-option.ts';
import { squareOption } from '../chart/square-option.ts';
import { xmlText } from '../xml-text.ts';
import { headSvg } from './head-svg.ts';
import { legendSvg } from './legend-svg.ts';
import { pictureOf, type Size } from './picture.ts';

echarts.use([LineChart, CustomChart, GridComponent, ParallelChart, ParallelComponent]);

const WIDTH = 1000;
/** Of the axes with their names. */
const HEIGHT = 440;
const HEAD = 70;

/** The chart as a part of a page: in the page's colours, without title and legend. */
export function embeddedSvg(plan: Plan, size: Size): string {
  return pictureOf(size, optionOf(plan, size), `${plan.id}-`);
}

function optionOf(plan: Plan, size: Size): echarts.EChartsCoreOption {
  switch (plan.type) {
    case 'curves':
      return chartOption(plan, { ...drawingOf(plan, IN_PAGE), width: size.width, grid: { top: 14, bottom: 46 } });
    case 'scatter':
      return scatterOption(plan, { ...size, hidden: new Set(), isFocused: false }, IN_PAGE);
    case 'square':
      return squareOption(plan, size, IN_PAGE);
    case 'parallel':
      return parallelOption(plan, size.width, IN_PAGE);
  }
}

/** The chart as a picture of its own, with title and legend. */
export function planSvg(plan: ChartPlan, title: string): string {
  const entries = plan.series.map((series) => ({ ...series, name: xmlText(series.name) }));
  const legend = legendSvg(entries, ALONE, { left: 32, top: HEAD, width: WIDTH - 64 });
  const top = HEAD + legend.height + 14;
  const grid = { top, bottom: 50 };
  const named = { ...plan, x: xmlText(plan.x) };
  const option = { ...chartOption(named, { ...drawingOf(plan, ALONE), width: WIDTH, grid }), backgroundColor: ALONE.paper };
  const svg = pictureOf({ width: WIDTH, height: top + HEIGHT }, option);
  const above = `${headSvg(title, plan.notes.join(' '), ALONE)}${legend.markup}`;
  return svg.replace(/<\/svg>\s*$/, () => `${above}</svg>\n`);
}

function drawingOf(plan: ChartPlan, look: Look) {
  return { look, scale: plan.scale, window: plan.extent };
}
