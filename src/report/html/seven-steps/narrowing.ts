import type { PlotTick } from '../../chart/plot-axis.ts';
import type { RecipeView } from '../../recipe-view.ts';
import { type Narrowing, narrowingsOf } from '../../seven-steps/narrowing.ts';
import { type Html, html } from '../html.ts';

/** Of the width of a track, left free at each end. */
const FREE = 3;

/** How the ranges of the searches close in on the final values: a row for each search, on an axis that they have together. */
export function narrowing(view: RecipeView): Html | string {
  const all = narrowingsOf(view);
  if (all.length === 0) return '';
  return html`<h3 class="of-round">From coarse to fine</h3>
<p class="detail">A bar is the range of a search, a stroke a value that was tried, a dot the one that the recipe went on with.</p>
<div class="narrowings">${all.map(table)}</div>`;
}

function table({ key, ticks, stages }: Narrowing): Html {
  const rows = stages.map(({ name, range, tried, best, text }) => {
    const bar =
      range === undefined ? '' : html`<span class="range" style="left: ${at(range[0])}; right: ${fromRight(range[1])}"></span>`;
    const strokes = tried.map((place) => html`<i style="left: ${at(place)}"></i>`);
    const dot = best === undefined ? '' : html`<b style="left: ${at(best)}"></b>`;
    return html`<tr><th scope="row">${name}</th><td><div class="track" aria-hidden="true">${bar}${strokes}${dot}</div></td><td class="number">${text}</td></tr>`;
  });
  return html`<table class="narrowing" data-narrowing="${key}"><caption><code>${key}</code></caption>
<tbody>${rows}<tr aria-hidden="true"><td></td><td><div class="ticks">${ticks.map(tick)}</div></td><td></td></tr></tbody></table>`;
}

function tick({ at: place, text }: PlotTick): Html {
  return html`<span style="left: ${at(place)}">${text}</span>`;
}

function at(place: number): string {
  return `${(FREE + (100 - 2 * FREE) * place).toFixed(2)}%`;
}

function fromRight(place: number): string {
  return `${(FREE + (100 - 2 * FREE) * (1 - place)).toFixed(2)}%`;
}
