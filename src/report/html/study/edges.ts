import type { StudyView } from '../../study-view.ts';
import { copyable } from '../copyable.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const edges: SectionMaker<StudyView> = {
  subject: 'warnings',
  make({ edges: warnings }) {
    if (warnings.length === 0) return undefined;
    return {
      ...{ id: 'edges', title: 'At the edge of a range', width: 'full' },
      body: html`<div class="readings several">${warnings.map(
        ({ key, text, override }) => html`<article class="reading warn"><h3 class="key"><code>${key}</code></h3><p>${text}</p>
${override === undefined ? '' : copyable(override)}</article>`,
      )}</div>`,
    };
  },
};
