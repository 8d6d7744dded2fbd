import { type Html, html, raw } from './html.ts';

/**
 * Data for the page's script. Nothing in it can end the element or begin another: `<` is written as an escape of JSON, as are the
 * two separators that are ends of lines to JavaScript, but not to JSON. NaN and infinities become null.
 */
export function jsonScript(data: unknown): Html {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return html`<script type="application/json">${raw(text)}</script>`;
}
