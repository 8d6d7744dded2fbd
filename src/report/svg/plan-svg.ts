import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { ALONE, IN_PAGE, type Look } from '../chart/look.ts';
import { chartOption } from '../chart/option.ts';
import type { ChartPlan } from '../chart/plan.ts';
import { xmlText } from '../xml-text.ts';
import { pictureOf, type Size } from './picture.ts';

echarts.use([LineChart, CustomChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent]);

const ALONE_SIZE: Size = { width: 1000, height: 520 };
const TOP = 96;
/** Of a legend, along a line of it. */
const ITEM = 34;
const LETTER = 7.2;

/** The chart as a part of a page: in the page's colours, without title and legend. */
export function embeddedSvg(plan: ChartPlan, size: Size): string {
  const grid = { top: 14, bottom: 46 };
  const option = chartOption(plan, { ...drawingOf(plan, IN_PAGE), width: size.width, grid });
  return pictureOf(size, option, `${plan.id}-`);
}

/** The chart as a picture of its own, with title and legend. */
export function planSvg(plan: ChartPlan, title: string): string {
  const { width } = ALONE_SIZE;
  const names = plan.series.map(({ name }) => xmlText(name));
  const lines = linesOf(names, width - 100);
  const more = (lines - 1) * 22;
  const option = chartOption(plan, { ...drawingOf(plan, ALONE), width, grid: { top: TOP + more, bottom: 60 } });
  return pictureOf(
    { width, height: ALONE_SIZE.height + more },
    {
      ...{ ...option, backgroundColor: ALONE.paper },
      title: {
        ...{ text: xmlText(title), subtext: plan.notes.join(' '), left: 22, top: 12, itemGap: 6 },
        textStyle: { fontSize: 17, fontWeight: 'bold', color: ALONE.ink, width: width - 60, overflow: 'truncate' },
        subtextStyle: { fontSize: 12, color: ALONE.quiet },
      },
      legend: {
        ...{ left: 60, right: 20, top: 62, itemWidth: 18, itemHeight: 9, itemGap: 16, selectedMode: false },
        textStyle: { color: ALONE.ink, fontSize: 13 },
        // Each twice at most: the legend knows series by their names.
        data: [...new Set(names)].map((name) => ({ name, icon: 'roundRect', itemStyle: { color: colourOf(plan, name) } })),
      },
      series: option.series.map((one, i) => ({ ...one, name: names[i] ?? '' })),
    },
  );
}

function drawingOf(plan: ChartPlan, look: Look) {
  return { look, scale: plan.scale, window: plan.extent };
}

function colourOf({ series }: ChartPlan, name: string): string {
  return ALONE.colour(series.find((one) => xmlText(one.name) === name)?.colour ?? 'train');
}

/** Of a legend, by the length of its names. */
function linesOf(names: readonly string[], width: number): number {
  let [lines, used] = [1, 0];
  for (const name of names) {
    const needed = ITEM + name.length * LETTER;
    if (used + needed > width && used > 0) [lines, used] = [lines + 1, 0];
    used += needed;
  }
  return lines;
}
