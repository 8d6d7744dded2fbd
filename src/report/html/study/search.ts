import { count } from '../../../base/format.ts';
import { chosenText, conditionText, domainText } from '../../study/domain-text.ts';
import { METRIC_NAMES } from '../../study/result-text.ts';
import type { StudyView } from '../../study-view.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const search: SectionMaker<StudyView> = {
  subject: 'the search',
  make({ study }) {
    const { config, sampler, pruner, seed, epochs, metric, space } = study.header;
    const rows = [
      ['Config', config],
      ['Sampler', chosenText(sampler)],
      ['Pruner', chosenText(pruner)],
      ['Goes by', METRIC_NAMES[metric]],
      ['Epochs of a trial', count(epochs)],
      ['Seed', String(seed)],
    ] as const;
    return {
      ...{ id: 'search', title: 'What was searched', width: 'half' },
      body: html`<table class="facts"><caption class="hidden">The search</caption><tbody>
${rows.map(([label, value]) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}
${space.map(
  (dimension) =>
    html`<tr><th scope="row"><code>${dimension.key}</code></th><td>${domainText(dimension)}${
      dimension.when === undefined ? '' : html` <span class="source">${conditionText(dimension.when)}</span>`
    }</td></tr>`,
)}</tbody></table>`,
    };
  },
};
