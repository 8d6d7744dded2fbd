import { repeatsPlan } from '../../chart/study/repeats-plan.ts';
import { resultText, spreadText } from '../../study/result-text.ts';
import { verdictTexts } from '../../study/verdict-text.ts';
import type { StudyView } from '../../study-view.ts';
import { html } from '../html.ts';
import { scatterFigure } from '../scatter-figure.ts';
import { scrollingTable } from '../scrolling-table.ts';
import type { SectionMaker } from '../section.ts';

export const repeats: SectionMaker<StudyView> = {
  subject: 'other seeds (no trial was repeated)',
  make({ repeats: of, study }) {
    if (of === undefined) return undefined;
    const { metric } = study.header;
    const plan = repeatsPlan(of, metric);
    if (plan === undefined) return undefined;
    const verdicts = verdictTexts(of.trials);
    return {
      ...{ id: 'repeats', title: 'The best again, with other seeds', width: 'half' },
      body: html`${of.statements.map((sentence) => html`<p>${sentence}</p>`)}
${scatterFigure(plan, { shape: 'small', caption: undefined })}
${scrollingTable({
  ...{ label: 'Means', look: 'compared' },
  caption: 'Behind ±: the standard deviation between seeds. In the chart: each seed, the mean and the interval it is in.',
  rows: html`<thead><tr><th scope="col" class="number">Trial</th><th scope="col" class="number">Seeds</th><th scope="col" class="number">Mean</th><th scope="col"></th></tr></thead>
<tbody>${of.trials.map(
    (trial, i) =>
      html`<tr><td class="number">${trial.of}</td><td class="number">${trial.values.length}</td><td class="number">${resultText(trial.mean, metric)}${
        trial.deviation === undefined ? '' : ` ± ${spreadText(trial.deviation, metric)}`
      }</td><td${trial.isWorse === true ? html` class="beyond"` : ''}>${verdicts[i]}</td></tr>`,
  )}</tbody>`,
})}`,
    };
  },
};
