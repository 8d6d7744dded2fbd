import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/cli.ts';
import { type ChartOffer, RUN_CHARTS, recipeCharts, studyCharts } from './chart-offers.ts';
import { chartWishes } from './chart-wishes.ts';

const folder = temporaryFolder();
const study = studyCharts('runs/s');
const recipe = recipeCharts('runs/r', ['coarse', 'refined-1', 'refined-2']);

const wished = (offer: ChartOffer<string>, ...svg: readonly string[]) =>
  chartWishes({ svg }, offer, folder).map(({ kind, study: of, file }) => [kind, of, file]);
const refused = (offer: ChartOffer<string>, svg: string) => {
  try {
    chartWishes({ svg: [svg] }, offer, folder);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`"${svg}" was not refused`);
};

describe('what is asked for', () => {
  it('goes where it is wanted, else beside the page', () => {
    const given = join(folder, 'a=b:c.svg');
    expect(wished(RUN_CHARTS, 'loss', `accuracy=${given}`)).toEqual([
      ['loss', undefined, join(folder, 'loss.svg')],
      ['accuracy', undefined, given],
    ]);
    expect(wished(study, 'square')).toEqual([['square', undefined, join(folder, 'square.svg')]]);
  });

  it('is of a search of a recipe: the one that is named, or the last', () => {
    const given = join(folder, 'mine.svg');
    expect(wished(recipe, 'rates', 'square', 'square:coarse', `trials:refined-1=${given}`)).toEqual([
      ['rates', undefined, join(folder, 'rates.svg')],
      ['square', 'refined-2', join(folder, 'square.svg')],
      ['square', 'coarse', join(folder, 'square-coarse.svg')],
      ['trials', 'refined-1', given],
    ]);
  });
});

describe('what there is not', () => {
  const OF_STUDY = 'known   trials, scatter, square, parallel, importance';
  it.each<readonly [ChartOffer<string>, string, string]>([
    [
      RUN_CHARTS,
      'los',
      '--svg: there is no chart "los" of a run.\n  known   loss, accuracy, learningRate, gradientNorm, layers, confusion\n  Did you mean "loss"?',
    ],
    [
      RUN_CHARTS,
      'square',
      '--svg: there is no chart "square" of a run.\n  known   loss, accuracy, learningRate, gradientNorm, layers, confusion\n  It is a chart of a study.',
    ],
    [study, 'scater', `--svg: there is no chart "scater" of a study.\n  ${OF_STUDY}\n  Did you mean "scatter"?`],
    [study, 'confusio', `--svg: there is no chart "confusio" of a study.\n  ${OF_STUDY}\n  Did you mean "confusion"?`],
    [
      study,
      'confusion',
      `--svg: there is no chart "confusion" of a study.\n  ${OF_STUDY}\n  It is a chart of a run: cnn-run report runs/s/trials/0000 --svg confusion`,
    ],
    [study, 'rates', `--svg: there is no chart "rates" of a study.\n  ${OF_STUDY}\n  It is a chart of a recipe.`],
    [
      study,
      'square:coarse',
      '--svg: the chart "square" is of the whole study, not of a study "coarse".\n  Without a name: --svg square',
    ],
    [
      recipe,
      'loss',
      '--svg: there is no chart "loss" of a recipe.\n  known   rates, rangeTest, curves, trials, scatter, square, parallel, importance\n  It is a chart of a run: cnn-run report runs/r/final --svg loss',
    ],
    [
      recipe,
      'rates:coarse',
      '--svg: the chart "rates" is of the whole recipe, not of a study "coarse".\n  Without a name: --svg rates',
    ],
    [
      recipe,
      'square:coars',
      '--svg: the recipe has no study "coars".\n  known   coarse, refined-1, refined-2\n  Did you mean "coarse"?',
    ],
    [recipe, 'square:../x', '--svg: the recipe has no study "../x".\n  known   coarse, refined-1, refined-2'],
    [
      recipeCharts('runs/r', []),
      'square',
      '--svg: the chart "square" is of a search, and the recipe has done none.\n  known   none',
    ],
    [
      recipe,
      'square:coarse=a.png',
      '--svg: expected the name of a file that ends in ".svg", got "a.png".\n  For example: --svg square:coarse=square-coarse.svg',
    ],
  ])('%#: is refused with what there is', (offer, svg, message) => {
    expect(refused(offer, svg)).toBe(message);
  });

  it('is room for two in a file', () => {
    expect(() => wished(recipe, 'square', 'square')).toThrow(/Two charts would go to the same file/);
  });
});
