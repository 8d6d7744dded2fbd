import { shellWord } from '../../../base/shell-word.ts';
import type { RecipeView } from '../../recipe-view.ts';
import { finalFacts } from '../../seven-steps/recipe-facts.ts';
import { FINAL_TEXT } from '../../seven-steps/step-texts.ts';
import { paramText } from '../../study/param-text.ts';
import { copyable } from '../copyable.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';
import { curveFigures } from './end.ts';

/** The training of the winner, and how to do it again. */
export const final: SectionMaker<RecipeView> = {
  subject: FINAL_TEXT.title,
  make({ record, curves, bestConfig, path }) {
    if (record.final === undefined) return undefined;
    const { params, run, warning } = record.final;
    const log = curves.get(run);
    const facts = [
      ...Object.entries(params).map(([key, value]) => [key, paramText(value)] as const),
      ...finalFacts(record.final),
      ['Run', run] as const,
    ];
    const again =
      bestConfig === undefined
        ? ''
        : html`<h3>To train it again</h3>${copyable(`cnn-run train ${shellWord(`${path.replaceAll('\\', '/')}/best.yaml`)}`)}
<h3>best.yaml</h3><div class="best-config" tabindex="0" role="region" aria-label="best.yaml">${copyable(bestConfig)}</div>`;
    return {
      ...{ id: 'final', title: 'Final training', width: 'full' },
      body: html`<p>${FINAL_TEXT.purpose}</p>${warning === undefined ? '' : html`<p class="advice warn">${warning}</p>`}
<div class="split"><table class="facts"><caption class="hidden">The final training</caption><tbody>${facts.map(
        ([label, value]) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`,
      )}</tbody></table>
<div class="again">${again}</div></div>
${log === undefined ? '' : curveFigures(log, ['loss', 'accuracy', 'learningRate'], 'final')}`,
    };
  },
};
