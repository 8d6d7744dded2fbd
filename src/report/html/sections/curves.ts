import { curvePlan } from '../../chart/curve-plans.ts';
import type { CurveKind } from '../../chart/curve-series.ts';
import { chartFigure } from '../chart-figure.ts';
import { html } from '../html.ts';
import { readingCards } from '../readings.ts';
import type { SectionMaker } from '../section.ts';
import type { RunReport } from '../types.ts';

export const loss = diagnosed('loss', 'the loss');
export const accuracy = diagnosed('accuracy', 'the accuracy');
export const learningRate = plain('learningRate', 'learning-rate', 'the learning rate');
export const gradientNorm = plain('gradientNorm', 'gradient-norm', 'the gradient norm');

/** A curve with what it says beside it. */
function diagnosed(kind: 'loss' | 'accuracy', subject: string): SectionMaker<RunReport> {
  return {
    subject,
    make({ log, readings }) {
      const plan = curvePlan(kind, [log]);
      const own = readings.filter(({ curve }) => curve === kind);
      // What is said of a curve is not lost with its chart.
      if (plan === undefined && own.length === 0) return undefined;
      const figure =
        plan === undefined ? html`<p class="empty">No value of it is a finite number.</p>` : chartFigure(plan, 'large');
      const body = own.length === 0 ? figure : html`<div class="beside">${figure}${readingCards(own, log.unit, kind)}</div>`;
      return { id: kind, title: plan?.title ?? (kind === 'loss' ? 'Loss' : 'Accuracy'), width: 'full', body };
    },
  };
}

function plain(kind: CurveKind, id: string, subject: string): SectionMaker<RunReport> {
  return {
    subject,
    make({ log }) {
      const plan = curvePlan(kind, [log]);
      return plan === undefined ? undefined : { id, title: plan.title, width: 'half', body: chartFigure(plan, 'small') };
    },
  };
}
