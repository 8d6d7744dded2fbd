import { clientScript } from './client-script.ts';
import { type Html, html, raw } from './html.ts';
import type { ReportSection } from './section.ts';
import { STYLE } from './style/style.ts';

/** A number that is seen first. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  /** In a smaller hand: "epoch 2 of 3". */
  readonly detail?: string | undefined;
}

export interface Page {
  readonly title: string;
  /** What kind of thing it is about: "Training run". */
  readonly kind: string;
  readonly status: { readonly text: string; readonly mood: 'good' | 'neutral' | 'bad' } | undefined;
  readonly figures: readonly KeyFigure[];
  readonly sections: readonly ReportSection[];
}

/** From so many sections on there is a table of contents. */
const LONG = 4;

/** A page in one file, which fetches nothing. @returns an HTML document. */
export function pageHtml({ title, kind, status, figures, sections }: Page): string {
  const script = clientScript();
  const policy = `default-src 'none'; script-src ${script.source}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="cnn-run">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<div class="heading">
<p class="kind">${kind}</p>
<h1>${title}</h1>
${status === undefined ? '' : html`<p class="status ${status.mood}">${status.text}</p>`}
</div>
<button type="button" class="theme" data-theme-toggle hidden>Dark</button>
${figures.length === 0 ? '' : html`<dl class="figures">${figures.map(figureTag)}</dl>`}
</header>
<div class="frame">
${sections.length < LONG ? '' : contents(sections)}
<main id="content">
${sections.map(sectionTag)}
</main>
</div>
<footer>Made by cnn-run.</footer>
${script.element}
</body>
</html>
`;
  return String(page);
}

function figureTag({ label, value, detail }: KeyFigure): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd>${detail === undefined ? '' : html`<dd class="detail">${detail}</dd>`}</div>`;
}

function contents(sections: readonly ReportSection[]): Html {
  return html`<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}

function sectionTag({ id, title, width, body }: ReportSection): Html {
  return html`<section id="${id}" class="${width}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}
