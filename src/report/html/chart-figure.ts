import { outline } from '../../curves/downsample.ts';
import { placeText } from '../chart/number-text.ts';
import type { ChartPlan, PlanSeries } from '../chart/plan.ts';
import { embeddedSvg } from '../svg/plan-svg.ts';
import { type Html, html, raw } from './html.ts';
import { jsonScript } from './json-script.ts';

/** Sizes of the picture that stands in for the chart until the page's script runs, and on paper. */
const SIZES = { large: { width: 860, height: 380 }, small: { width: 560, height: 300 } } as const;

/** Dots of the picture: its chart has all, which do not fit into a size that a page can be sent with. */
const MOST_DOTS = 1500;

/** A chart with its legend and its tools; without scripts, and on paper, it is a picture. */
export function chartFigure(plan: ChartPlan, size: keyof typeof SIZES, caption: string | undefined = undefined): Html {
  const [first, last] = plan.extent;
  const label = `${plan.title}: ${plan.y} by ${plan.x} ${placeText(first)} to ${placeText(last)}`;
  return html`<figure class="chart ${size}" id="chart-${plan.id}" data-chart="${plan.id}">
${caption === undefined ? '' : html`<h3>${caption}</h3>`}
<div class="bar">
<ul class="legend">${plan.series.map(legendItem)}</ul>
<div class="tools" hidden><button type="button" data-reset disabled title="Show everything again">reset zoom</button>${
    plan.canSwitch
      ? html`<button type="button" data-scale aria-pressed="${String(plan.scale === 'log')}" title="Logarithmic or linear axis">log</button>`
      : ''
  }</div>
</div>
<div class="still" role="img" aria-label="${label}">${raw(scaled(embeddedSvg(thinned(plan), SIZES[size])))}</div>
<div class="live" hidden></div>
${plan.notes.length === 0 ? '' : html`<figcaption>${plan.notes.join(' ')}</figcaption>`}
${jsonScript(plan)}
</figure>`;
}

function legendItem({ name, kind, colour, isDashed = false }: PlanSeries, index: number): Html {
  const swatch = isDashed ? 'dashed' : kind;
  return html`<li><button type="button" data-series="${index}" aria-pressed="true" disabled><span class="swatch ${swatch}" style="--of: var(--${colour})"></span>${name}</button></li>`;
}

/** As wide as there is room, in the same proportions. */
function scaled(svg: string): string {
  return svg.replace(/<svg width="(\d+)" height="(\d+)"/, '<svg aria-hidden="true" viewBox="0 0 $1 $2"');
}

function thinned(plan: ChartPlan): ChartPlan {
  return { ...plan, series: plan.series.map((series) => (series.kind === 'dots' ? fewer(series) : series)) };
}

function fewer(series: PlanSeries): PlanSeries {
  const kept = outline(series.x, series.y, MOST_DOTS);
  const chosen = (list: readonly number[]) => kept.map((i) => list[i] as number);
  return { ...series, x: chosen(series.x), y: chosen(series.y) };
}
