import { type Html, html } from './html.ts';

/** A text that a reader will want to have, with a button that copies it. */
export function copyable(text: string): Html {
  return html`<div class="copyable"><pre><code>${text}</code></pre><button type="button" data-copy hidden>copy</button></div>`;
}
