import type { LayerRow } from '../html/types.ts';
import { extentOf } from './curve-plans.ts';
import { listColour } from './look.ts';
import type { ChartPlan } from './plan.ts';
import { exactSeries } from './plan-series.ts';

/** What is known of each parameter over time. */
export type LayerQuantity = 'updateRatio' | 'weightNorm' | 'gradientNorm';

const CHARTS: Readonly<
  Record<LayerQuantity, { readonly title: string; readonly y: string; readonly levels: ChartPlan['levels'] }>
> = {
  updateRatio: {
    ...{ title: 'Size of an update over size of the weights', y: 'update ratio' },
    levels: [{ at: 1e-3, text: 'about right: 0.001' }],
  },
  weightNorm: { title: 'Norm of the weights', y: 'norm', levels: [] },
  gradientNorm: { title: 'Norm of the gradient', y: 'norm', levels: [] },
};
/** Curves that can still be told apart. */
const MOST = 16;

/** A curve for each parameter, from the first layer (dark) to the last (bright). @returns undefined where there is nothing to draw. */
export function layerPlan(quantity: LayerQuantity, rows: readonly LayerRow[]): ChartPlan | undefined {
  const names = [...new Set(rows.map(({ parameter }) => parameter))];
  const parameters = names.map((name) => [name, rows.filter(({ parameter }) => parameter === name)] as const);
  const weights = parameters.filter(([name]) => !/(?:^|\.)bias$/.test(name));
  const worthwhile = parameters.length > MOST ? weights : parameters;
  const shown = evenly(worthwhile, MOST);
  const series = shown
    .map(([name, values], i) => {
      const finite = values.filter(({ step }) => Number.isFinite(step));
      const line = {
        at: Float64Array.from(finite, ({ step }) => step),
        values: Float64Array.from(finite, (row) => row[quantity]),
      };
      return exactSeries(line, { name, colour: listColour(i, shown.length) }, name.endsWith('bias'));
    })
    .filter(({ x }) => x.length > 0);
  if (series.length === 0) return undefined;
  const left = parameters.length - shown.length;
  return {
    ...{
      ...CHARTS[quantity],
      type: 'curves',
      id: `layers-${quantity}`,
      x: 'step',
      numbers: 'plain',
      scale: 'log',
      canSwitch: true,
    },
    ...{ extent: extentOf(series), series, events: [] },
    notes: left > 0 ? [`Of ${parameters.length} parameters ${shown.length} are drawn, from the first layer to the last.`] : [],
  };
}

function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))] as T);
}
