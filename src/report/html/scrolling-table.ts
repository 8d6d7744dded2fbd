import { type Html, html } from './html.ts';

/** A table that may be wider than the page, and what is said of it. */
interface ScrollingTable {
  /** What it is, for who does not see it. */
  readonly label: string;
  /** The classes of the table. */
  readonly look: string;
  readonly caption: string;
  /** Its head and body. */
  readonly rows: Html;
  /** Whether it scrolls up and down too. */
  readonly isTall?: boolean;
}

/** The table scrolls in a box of its own. What is said of it stands below the box: a caption in it would be as wide as the table, and cut. */
export function scrollingTable({ label, look, caption, rows, isTall = false }: ScrollingTable): Html {
  return html`<div class="scroll${isTall ? ' tall' : ''}" tabindex="0" role="region" aria-label="${label}"><table class="${look}"><caption class="hidden">${label}</caption>
${rows}</table></div>
<p class="said-below">${caption}</p>`;
}
