import { type LayerQuantity, layerPlan } from '../../chart/layer-plans.ts';
import { chartFigure } from '../chart-figure.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';
import type { RunReport } from '../types.ts';

const QUANTITIES: readonly LayerQuantity[] = ['updateRatio', 'weightNorm', 'gradientNorm'];

export const layers: SectionMaker<RunReport> = {
  subject: 'the layers over time',
  make({ layers: rows }) {
    const plans = QUANTITIES.map((quantity) => layerPlan(quantity, rows)).filter((plan) => plan !== undefined);
    if (plans.length === 0) return undefined;
    const charts = plans.map((plan, i) => chartFigure(plan, i === 0 ? 'large' : 'small', plan.title));
    return {
      ...{ id: 'layers', title: 'Layers over time', width: 'full' },
      body: html`<p>Updates of about a thousandth of the weights are what healthy trainings show. Far below, a layer hardly learns; far above, it is thrown about. Dashed: biases.</p>
<div class="pairs">${charts}</div>`,
    };
  },
};
