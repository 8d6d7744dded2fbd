import { valueText } from '../../chart/number-text.ts';
import { html } from '../html.ts';
import { pictureTag } from '../picture.ts';
import type { SectionMaker } from '../section.ts';
import type { RunReport } from '../types.ts';

const SIDE = 64;

export const filters: SectionMaker<RunReport> = {
  subject: 'the filters of the first layer',
  make({ model }) {
    const shown = model?.filters;
    if (shown === undefined || shown.pictures.length === 0) return undefined;
    const { layer, pictures, count, range } = shown;
    const how = pictures[0]?.channels === 3 ? ' Each colour is a channel of the images.' : '';
    return {
      ...{ id: 'filters', title: 'Filters of the first layer', width: 'full' },
      body: html`<p><code>${layer}</code>: ${pictures.length === count ? `${count} filters` : `the first ${pictures.length} of ${count} filters`}.${how} Middle grey is 0, black is ${valueText(-range, 'plain', 3)}, white is ${valueText(range, 'plain', 3)}. Smooth patterns speak for a trained layer; noise for one that has not learned, or learned by heart.</p>
<div class="pictures">${pictures.map((picture, i) => pictureTag(picture, SIDE, `Filter ${i}`))}</div>`,
    };
  },
};
