import { trialCurvesPlan } from '../../chart/study/trial-curves-plan.ts';
import type { StudyView } from '../../study-view.ts';
import { chartFigure } from '../chart-figure.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

export const curves: SectionMaker<StudyView> = {
  subject: 'learning curves',
  make({ study }) {
    const plan = trialCurvesPlan(study);
    if (plan === undefined) return undefined;
    return {
      ...{ id: 'curves', title: 'Learning curves', width: 'full' },
      body: html`<p>The ${plan.y} of each trial after each epoch.</p>${chartFigure(plan, 'large')}`,
    };
  },
};
