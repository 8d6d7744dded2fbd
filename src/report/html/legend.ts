import type { ColourName } from '../chart/plan.ts';
import { type Html, html } from './html.ts';

interface LegendEntry {
  readonly name: string;
  readonly colour: ColourName;
  /** The class of how it is drawn. */
  readonly swatch: string;
  /** What the page's script knows it by. */
  readonly key: number | string;
}

/** A name with the colour that stands for it; with scripts, a button that hides what it names. */
export function legendItem({ name, colour, swatch, key }: LegendEntry): Html {
  return html`<li><button type="button" data-series="${key}" aria-pressed="true" disabled><span class="swatch ${swatch}" style="--of: var(--${colour})"></span>${name}</button></li>`;
}
