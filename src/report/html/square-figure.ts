import type { SquarePlan } from '../chart/square-plan.ts';
import { trialsIn } from '../chart/study/square-plan.ts';
import { type FigureParts, figureFrame } from './figure-frame.ts';
import { gradeLegend, plainLegend } from './grade-legend.ts';
import type { Html } from './html.ts';

/** Trials by two hyperparameters, with what the colours mean. */
export function squareFigure(plan: SquarePlan, caption: FigureParts['caption'] = undefined): Html {
  const marks = plan.groups.filter(({ mark }) => mark !== 'dot').map(({ name, colour, mark }) => plainLegend(name, colour, mark));
  return figureFrame(plan, {
    ...{ shape: 'square', size: { width: 520, height: 500 }, caption, legend: gradeLegend(marks), tools: '' },
    label: `${trialsIn(plan)} trials by ${plan.x.name} and ${plan.y.name}`,
  });
}
