import { ROOM_OF_AXIS } from '../../chart/parallel-option.ts';
import type { ParallelPlan } from '../../chart/parallel-plan.ts';
import { parallelPlan } from '../../chart/study/parallel-plan.ts';
import type { StudyView } from '../../study-view.ts';
import { figureFrame } from '../figure-frame.ts';
import { gradeLegend, plainLegend } from '../grade-legend.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';

/** Lines of the picture: a live chart has all. */
const MOST_LINES = 300;

export const parallel: SectionMaker<StudyView> = {
  subject: 'all hyperparameters together (it needs two)',
  make({ study }) {
    const plan = parallelPlan(study);
    if (plan === undefined) return undefined;
    const width = Math.max(860, plan.axes.length * ROOM_OF_AXIS);
    const isAnyWithout = plan.lines.some(({ grade }) => grade === undefined);
    return {
      ...{ id: 'together', title: 'All hyperparameters together', width: 'full' },
      body: html`<p>Each line is a trial. Drag along an axis to choose the trials that go through there; the table below shows them alone.</p>
<div class="scroll" tabindex="0" role="region" aria-label="All hyperparameters together"><div style="min-width: ${plan.axes.length * ROOM_OF_AXIS}px">
${figureFrame(plan, {
  ...{ shape: 'wide', size: { width, height: 360 }, still: fewer(plan) },
  legend: gradeLegend(isAnyWithout ? [plainLegend('no result', 'validation', 'dashed')] : []),
  tools: html`<output data-chosen></output><button type="button" data-reset disabled title="Choose all trials again">all trials</button>`,
  label: `${plan.lines.length} trials across ${plan.axes.map(({ name }) => name).join(', ')}`,
})}</div></div>`,
    };
  },
};

/** The best lines are the last ones. */
function fewer(plan: ParallelPlan): ParallelPlan {
  return { ...plan, lines: plan.lines.slice(-MOST_LINES) };
}
