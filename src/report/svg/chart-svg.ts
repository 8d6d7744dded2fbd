import { UserError } from '../../base/errors.ts';
import { curvePlan } from '../chart/curve-plans.ts';
import { layerPlan } from '../chart/layer-plans.ts';
import type { ChartPlan } from '../chart/plan.ts';
import type { RunReport } from '../html/types.ts';
import type { ChartKind } from './chart-kinds.ts';
import { confusionSvg } from './confusion-svg.ts';
import { planSvg } from './plan-svg.ts';

/** What of a training the charts are made of. */
export type ChartSource = Pick<RunReport, 'log' | 'layers' | 'model'>;

/**
 * A single chart as a picture that stands alone: the same runs give the same text, on any machine.
 *
 * @param runs drawn over one another; `layers` and `confusion` are of one.
 * @returns an SVG document, 1000 pixels wide.
 * @throws UserError when there is nothing to draw, or several runs where one is needed.
 */
export function chartSvg(kind: ChartKind, runs: readonly ChartSource[], title = titleOf(kind, runs)): string {
  if (kind === 'confusion') {
    const { model } = only(kind, runs);
    if (model === undefined) throw nothing(kind, runs);
    return confusionSvg(model, title);
  }
  const plan = planOf(kind, runs);
  if (plan === undefined) throw nothing(kind, runs);
  return planSvg(plan, title);
}

function planOf(kind: Exclude<ChartKind, 'confusion'>, runs: readonly ChartSource[]): ChartPlan | undefined {
  if (kind === 'layers') return layerPlan('updateRatio', only(kind, runs).layers);
  return curvePlan(
    kind,
    runs.map(({ log }) => log),
  );
}

function only(kind: ChartKind, runs: readonly ChartSource[]): ChartSource {
  const [run] = runs;
  if (run !== undefined && runs.length === 1) return run;
  throw new UserError(`The chart "${kind}" is of one run, not of ${runs.length}.`, { hint: 'Name one of them.' });
}

const WHAT: Readonly<Record<ChartKind, string>> = {
  loss: 'Loss',
  accuracy: 'Accuracy',
  learningRate: 'Learning rate',
  gradientNorm: 'Gradient norm',
  layers: 'Size of an update over size of the weights',
  confusion: 'Confusion matrix',
};

function titleOf(kind: ChartKind, runs: readonly ChartSource[]): string {
  const [run] = runs;
  return runs.length === 1 && run !== undefined ? `${WHAT[kind]}: ${run.log.name}` : `${WHAT[kind]} of ${runs.length} runs`;
}

function nothing(kind: ChartKind, runs: readonly ChartSource[]): UserError {
  return new UserError(`There is nothing to draw the chart "${kind}" from.`, {
    facts: [['of', runs.map(({ log }) => log.name).join(', ')]],
    hint: kind === 'confusion' ? 'It needs the network and its data.' : 'The log has no such values, or none that are finite.',
  });
}
