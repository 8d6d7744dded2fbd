import type { ScatterPlan } from '../chart/scatter-plan.ts';
import { type FigureParts, figureFrame } from './figure-frame.ts';
import type { Html } from './html.ts';

/** As high as the live charts, and as wide as those are at the least, so that letters are large enough. */
const SIZES = { tile: { width: 400, height: 250 }, small: { width: 560, height: 300 } };

/** Trials by a hyperparameter. Its legend stands elsewhere, for all such charts together. */
export function scatterFigure(
  plan: ScatterPlan,
  { shape, caption }: { readonly shape: keyof typeof SIZES; readonly caption: FigureParts['caption'] },
): Html {
  const groups = plan.groups.map(({ name, trials }) => `${trials.length} ${name}`).join(', ');
  return figureFrame(plan, {
    ...{ shape, size: SIZES[shape], caption, legend: [], tools: '' },
    label: `${plan.y.name} by ${plan.title}: ${groups}`,
  });
}
