import { GRADES } from '../chart/look.ts';
import { type Html, html } from './html.ts';

/** What the colours of better and worse trials mean. */
export function gradeLegend(others: readonly Html[] = []): readonly Html[] {
  const swatches = Array.from(
    { length: GRADES },
    (_, i) => html`<span class="swatch grade" style="--of: var(--grade${i})"></span>`,
  );
  return [html`<li class="grades">the worst sixth ${swatches} the best</li>`, ...others];
}

/** A mark that cannot be hidden. */
export function plainLegend(name: string, colour: string, swatch: string): Html {
  return html`<li class="plain"><span class="swatch ${swatch}" style="--of: var(--${colour})"></span>${name}</li>`;
}
