import { valueText } from '../../chart/number-text.ts';
import { type Html, html } from '../html.ts';
import { pictureTag } from '../picture.ts';
import { probabilityBars } from '../probabilities.ts';
import type { SectionMaker } from '../section.ts';
import type { ExampleOfRun, RunReport } from '../types.ts';

/** Of a picture, in the page. */
const SIDE = 96;

export const mistakes: SectionMaker<RunReport> = {
  subject: 'the most wrong images',
  make({ model }) {
    if (model === undefined || model.mostWrong.length === 0) return undefined;
    return {
      ...{ id: 'mistakes', title: 'Most wrong images', width: 'full' },
      body: html`<p>Wrongly classified ${model.part} images, the highest loss first. Look for wrong labels, and for what they have in common.</p>
<ul class="mistakes">${model.mostWrong.map((example) => mistake(example, model.classes))}</ul>`,
    };
  },
};

function mistake(example: ExampleOfRun, classes: readonly string[]): Html {
  const { picture, index, truth, predicted, loss } = example;
  const is = classes[truth] ?? '?';
  const takenFor = predicted === undefined ? 'nothing' : (classes[predicted] ?? '?');
  return html`<li>${pictureTag(picture, SIDE, `Image ${index}: ${is}`)}
<div><p class="verdict"><b>${is}</b> taken for <b class="wrong">${takenFor}</b></p>
<p class="detail">image ${index}, loss ${valueText(loss, 'plain', 3)}</p>
${probabilityBars(example, classes)}</div></li>`;
}
