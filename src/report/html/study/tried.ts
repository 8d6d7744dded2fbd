import { count } from '../../../base/format.ts';
import { squarePlan, trialsIn } from '../../chart/study/square-plan.ts';
import type { StudyView } from '../../study-view.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';
import { squareFigure } from '../square-figure.ts';

export const tried: SectionMaker<StudyView> = {
  subject: 'what was tried of two hyperparameters (it needs two that are ordered)',
  make({ study, importance }) {
    const plan = squarePlan(study, importance);
    if (plan === undefined) return undefined;
    const { x, y, distinct } = plan;
    const trials = trialsIn(plan);
    const values = (number: number) => (number === 1 ? 'one value' : `${count(number)} values`);
    return {
      ...{ id: 'tried', title: 'What was tried', width: 'half' },
      body: html`<p>${importance === undefined ? 'Two hyperparameters' : 'The two hyperparameters that mattered most'}: ${trials === 1 ? 'one trial' : `${count(trials)} trials`} tried ${values(distinct.x)} of <code>${x.name}</code> and ${values(distinct.y)} of <code>${y.name}</code>. A grid tries few values of each, a random search as many as it has trials. Above and beside the square: the result by either one alone.</p>
${squareFigure(plan)}`,
    };
  },
};
