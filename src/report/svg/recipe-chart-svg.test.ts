import { describe, expect, it } from 'vitest';
import { completeRecipe, sampleRecipe, stoppedRecipe } from '../../../test/helpers/sample-recipe.ts';
import { elementsOf, parseXml } from '../../../test/helpers/xml.ts';
import { UserError } from '../../base/errors.ts';
import { RECIPE_CHART_KINDS } from './chart-kinds.ts';
import { recipeChartSvg } from './recipe-chart-svg.ts';

const view = sampleRecipe();
const textsOf = (svg: string) => elementsOf(parseXml(svg), 'text').map(({ text }) => text.trim());

describe.each(RECIPE_CHART_KINDS)('the chart "%s"', (kind) => {
  it('is the same each time, stands alone, and says what it is of', () => {
    const first = recipeChartSvg(kind, view);
    expect(recipeChartSvg(kind, sampleRecipe())).toBe(first);
    expect(first).not.toMatch(/class=|<style|ecmeta|zr\d|var\(/);
    expect(parseXml(first).attributes.width).toBe('1000');
    expect(textsOf(first)[0]).toMatch(/: mnist-recipe-001$/);
    const ids = [...first.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('is refused, with where the recipe is, when that has not come so far', () => {
    const draw = () => recipeChartSvg(kind, sampleRecipe(stoppedRecipe));
    expect(draw).toThrow(UserError);
    expect(draw).toThrow(
      /from: it has not done .*\n {2}of {7}mnist-recipe-001\n {2}recipe {3}stopped at step 2, overfit a small sample\n.*cnn-run report runs\/mnist-recipe-001/,
    );
  });

  it('takes markup in names as text', () => {
    const svg = recipeChartSvg(kind, { ...view, path: 'runs/<b>&\u0007' });
    expect(textsOf(svg)[0]).toMatch(/: <b>&\?$/);
  });
});

it('says of each rate how it was, and of the range test what was found', () => {
  expect(textsOf(recipeChartSvg('rates', view))).toEqual(
    expect.arrayContaining([
      '0.01 good, suggested',
      '1 explodes',
      'knowing nothing of the images 2.3026',
      'training loss',
      'step',
    ]),
  );
  expect(textsOf(recipeChartSvg('rangeTest', view))).toEqual(
    expect.arrayContaining(['suggested: 0.01', 'good: 0.001 to 0.032', 'learning rate', '0.001']),
  );
});

it('has the final training from its loss to its learning rate, with what came of it', () => {
  expect(textsOf(recipeChartSvg('curves', view))).toEqual(
    expect.arrayContaining([
      'Test accuracy, measured once: 99.21 %. Test loss: 0.0264. Validation accuracy, best epoch: 99.14 %. Epochs: 14. Schedule: cosine.',
      ...['Loss', 'Accuracy', 'Learning rate', 'validation'],
    ]),
  );
});

it('is refused when there is nothing to be drawn of what was done', () => {
  expect(() => recipeChartSvg('curves', { ...view, curves: new Map() })).toThrow(
    /the run final has no curves, or could not be read/,
  );
  const steps = completeRecipe.steps.map((step) =>
    step.evidence?.kind === 'learningRate' ? { ...step, evidence: { ...step.evidence, rates: [], rangeTest: undefined } } : step,
  );
  for (const kind of ['rates', 'rangeTest'] as const) {
    expect(() => recipeChartSvg(kind, sampleRecipe({ ...completeRecipe, steps }))).toThrow(/has no such losses that are finite/);
  }
});
