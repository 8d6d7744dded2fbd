import { percent } from '../../base/format.ts';
import { type Html, html } from './html.ts';
import type { ExampleOfRun } from './types.ts';

const MOST = 3;

/** The classes that an example is most likely of, to the network, as bars; its own class is marked. */
export function probabilityBars(
  { probabilities, truth, predicted }: ExampleOfRun,
  classes: readonly string[],
  most = MOST,
): Html {
  const order = probabilities
    .map((probability, i) => ({ probability, i }))
    .filter(({ probability }) => Number.isFinite(probability))
    .sort((a, b) => b.probability - a.probability || a.i - b.i)
    .slice(0, most);
  return html`<ul class="bars">${order.map(
    ({ probability, i }) =>
      html`<li class="${i === truth ? 'truth' : i === predicted ? 'taken' : ''}" style="--part: ${(100 * probability).toFixed(1)}%"><span>${classes[i]}</span><span class="number">${percent(probability, 1)}</span></li>`,
  )}</ul>`;
}
