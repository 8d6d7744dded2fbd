import { shapeText } from '../../../base/format.ts';
import { valueText } from '../../chart/number-text.ts';
import { type Html, html } from '../html.ts';
import { pictureTag } from '../picture.ts';
import { probabilityBars } from '../probabilities.ts';
import type { SectionMaker } from '../section.ts';
import type { MapsOfLayer, ModelInspection, RunReport } from '../types.ts';

const EXAMPLE_SIDE = 112;
const MAP_SIDE = 56;
const CLASSES = 5;

export const featureMaps: SectionMaker<RunReport> = {
  subject: 'the feature maps',
  make({ model }) {
    if (model === undefined || model.featureMaps.length === 0) return undefined;
    return {
      ...{ id: 'feature-maps', title: 'Feature maps', width: 'full' },
      body: html`<p>What the layers make of an image. Black is the least, white the largest value of the whole layer.</p>
${model.featureMaps.map((example, i) => exampleTag(example, model, i === 0))}${deadList(model)}`,
    };
  },
};

function exampleTag(example: ModelInspection['featureMaps'][number], { classes }: ModelInspection, isOpen: boolean): Html {
  const { picture, index, truth, predicted, layers } = example;
  const is = classes[truth] ?? '?';
  const isRight = predicted === truth;
  const takenFor = predicted === undefined ? 'nothing' : (classes[predicted] ?? '?');
  return html`<details class="example"${isOpen ? html` open` : ''}><summary>Image ${index}: <b>${is}</b>, ${isRight ? 'rightly classified' : html`taken for <b class="wrong">${takenFor}</b>`}</summary>
<div class="input">${pictureTag(picture, EXAMPLE_SIDE, `Image ${index}: ${is}`)}${probabilityBars(example, classes, CLASSES)}</div>
${layers.map(layerTag)}</details>`;
}

function layerTag({ name, type, shape, maps, low, high, shrunk }: MapsOfLayer): Html {
  const channels = shape[0] ?? maps.length;
  const some = maps.length < channels ? `, the first ${maps.length} of ${channels} channels` : '';
  const means = shrunk > 1 ? `, each pixel the mean of ${shrunk} x ${shrunk}` : '';
  return html`<div class="layer"><h3><code>${name}</code> ${type} <span class="detail">${shapeText(shape)}${some}, ${valueText(low, 'plain', 3)} to ${valueText(high, 'plain', 3)}${means}</span></h3>
<div class="pictures">${maps.map((map, i) => pictureTag(map, MAP_SIDE, `Channel ${i} of ${name}`))}</div></div>`;
}

/** Channels that do nothing. */
function deadList({ deadChannels }: ModelInspection): Html {
  const dead = deadChannels.filter((one) => one.dead > 0);
  if (deadChannels.length === 0) return html``;
  if (dead.length === 0) return html`<p>No ReLU has a channel that is zero for every image looked at.</p>`;
  return html`<p>Channels that are zero for every image looked at: ${dead.map(({ layer, dead: number, channels }, i) => html`${i > 0 ? ', ' : ''}<code>${layer}</code>: ${number} of ${channels}`)}.</p>`;
}
