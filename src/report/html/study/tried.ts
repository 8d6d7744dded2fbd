import { count } from '../../../base/format.ts';
import { squarePlan } from '../../chart/study/square-plan.ts';
import type { StudyView } from '../../study-view.ts';
import { figureFrame } from '../figure-frame.ts';
import { gradeLegend, plainLegend } from '../grade-legend.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const tried: SectionMaker<StudyView> = {
  subject: 'what was tried of two hyperparameters (it needs two that are ordered)',
  make({ study, importance }) {
    const plan = squarePlan(study, importance);
    if (plan === undefined) return undefined;
    const { x, y, distinct, groups } = plan;
    const marks = groups.filter(({ mark }) => mark !== 'dot').map(({ name, colour, mark }) => plainLegend(name, colour, mark));
    const trials = new Set(groups.flatMap(({ trials: own }) => own)).size;
    const values = (number: number) => (number === 1 ? 'one value' : `${count(number)} values`);
    return {
      ...{ id: 'tried', title: 'What was tried', width: 'half' },
      body: html`<p>${importance === undefined ? 'Two hyperparameters' : 'The two hyperparameters that mattered most'}: ${trials === 1 ? 'one trial' : `${count(trials)} trials`} tried ${values(distinct.x)} of <code>${x.name}</code> and ${values(distinct.y)} of <code>${y.name}</code>. A grid tries few values of each, a random search as many as it has trials. Above and beside the square: the result by either one alone.</p>
${figureFrame(plan, {
  ...{ shape: 'square', size: { width: 520, height: 500 }, legend: gradeLegend(marks), tools: '' },
  label: `${trials} trials by ${x.name} and ${y.name}`,
})}`,
    };
  },
};
