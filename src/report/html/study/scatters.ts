import type { ScatterPlan } from '../../chart/scatter-plan.ts';
import { type DrawnStudy, markedTrial } from '../../chart/study/marked-trial.ts';
import { groupsOf, scatterPlans } from '../../chart/study/scatter-plans.ts';
import type { StudyView } from '../../study-view.ts';
import { type Html, html } from '../html.ts';
import { legendItem } from '../legend.ts';
import { scatterFigure } from '../scatter-figure.ts';
import type { SectionMaker } from '../section.ts';

export const scatters: SectionMaker<StudyView> = {
  subject: 'results by hyperparameter',
  make({ study }) {
    const plans = scatterPlans(study, 'by');
    const [first] = plans;
    if (first === undefined) return undefined;
    const isAnyWithout = plans.some(({ groups }) => groups.some(({ y }) => y.includes(null)));
    return {
      ...{ id: 'by-hyperparameter', title: 'Each hyperparameter', width: 'full' },
      body: html`<p>The ${first.y.name} of each trial by each of its hyperparameters, on the scale that it was searched on.${
        isAnyWithout ? ' A trial without a result is at the edge.' : ''
      }</p>
${tilesOf(plans)}`,
    };
  },
};

/** The results of a study by each hyperparameter, as small charts. @param id that theirs begin with. '' where there is nothing to show. */
export function scatterTiles(study: DrawnStudy, id: string): Html | string {
  const plans = scatterPlans(study, id);
  const notes = markedTrial(study)?.notes.map((note) => html`<p class="said-below">${note}</p>`) ?? [];
  return plans.length === 0 ? '' : html`<div>${tilesOf(plans)}${notes}</div>`;
}

function tilesOf(plans: readonly ScatterPlan[]): Html {
  const legend = groupsOf(plans).map(({ name, colour, mark }) => legendItem({ name, colour, swatch: mark, key: name }));
  return html`<div class="together"><div class="bar"><ul class="legend">${legend}</ul><div class="tools" hidden><button type="button" data-focus aria-pressed="false" title="Enlarge the better half of the results">best half</button></div></div>
<div class="tiles">${plans.map((plan) => scatterFigure(plan, { shape: 'tile', caption: html`<code>${plan.title}</code>` }))}</div></div>`;
}
