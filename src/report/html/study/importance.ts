import { methodText, restText } from '../../study/importance-text.ts';
import type { StudyView } from '../../study-view.ts';
import { type Html, html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const importance: SectionMaker<StudyView> = {
  subject: 'what mattered (the trials are too few to tell)',
  make({ importance: of }) {
    if (of === undefined || of.keys.length === 0) return undefined;
    const sorted = [...of.keys].sort((a, b) => b.share - a.share);
    return {
      ...{ id: 'importance', title: 'What mattered', width: 'half' },
      body: html`<p>The part of the difference between results that each hyperparameter makes by itself, with its standard deviation: ${methodText(of)}.</p>
<table class="weights"><caption class="hidden">Importance of each hyperparameter</caption><tbody>
${sorted.map(({ key, share, deviation }) => row(html`<code>${key}</code>`, share, deviation))}
${row(restText(of), of.unexplained, undefined)}</tbody></table>`,
    };
  },
};

/** A bar, and across its end a line as long as the uncertainty. */
function row(name: Html | string, share: number, deviation: number | undefined): Html {
  const place = (part: number) => `${(100 * Math.max(0, Math.min(1, part))).toFixed(1)}%`;
  const whisker =
    deviation === undefined
      ? ''
      : html`<span class="whisker" style="--from: ${place(share - deviation)}; --to: ${place(share + deviation)}"></span>`;
  return html`<tr class="${deviation === undefined ? 'rest' : ''}"><th scope="row">${name}</th><td class="number">${(100 * share).toFixed(0)} %${
    deviation === undefined ? '' : html` <span class="source">± ${(100 * deviation).toFixed(0)}</span>`
  }</td><td><div class="weight"><span style="width: ${place(share)}"></span>${whisker}</div></td></tr>`;
}
