/** `cnn-run report STUDY --svg KIND`: single charts of studies and recipes, of records made of formulas. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RecipeFolder } from '../../src/records/recipe/recipe-folder.ts';
import type { BestTrial } from '../../src/records/recipe/recipe-record.ts';
import { journalLine } from '../../src/records/study/journal.ts';
import type { StudyRecord } from '../../src/records/study/trial-record.ts';
import { cnnRun, cnnRunJson, expectRefusal, temporaryFolder } from '../helpers/cli.ts';
import { writeText } from '../helpers/experiment-folder.ts';
import { completeRecipe, sampleRecipe, stoppedRecipe } from '../helpers/sample-recipe.ts';
import { sampleSpace, sampleStudy } from '../helpers/sample-study.ts';
import { parseXml } from '../helpers/xml.ts';

const cwd = temporaryFolder();

/** The journal that a study would have. */
function makeStudy(path: string, { header, trials }: StudyRecord): void {
  mkdirSync(join(cwd, path), { recursive: true });
  const lines = trials.flatMap(({ params, ...end }) => [{ begin: { index: end.index, params } }, { end }]);
  writeText(cwd, `${path}/journal.jsonl`, [{ study: header }, ...lines].map(journalLine).join(''));
}

beforeAll(() => {
  makeStudy('runs/whole', sampleStudy().study);
  makeStudy('runs/small', sampleStudy({ trials: 5, header: { space: sampleSpace.slice(0, 1) } }).study);
  for (const [name, study] of sampleRecipe().studies) makeStudy(`runs/recipe/${name}`, study);
  new RecipeFolder(join(cwd, 'runs/recipe')).write(completeRecipe);
  mkdirSync(join(cwd, 'runs/stopped'));
  new RecipeFolder(join(cwd, 'runs/stopped')).write(stoppedRecipe);
});

interface Chart {
  readonly kind: string;
  readonly study?: string;
  readonly format: string;
  readonly path: string;
  readonly bytes: number;
}

/** The charts that the command wrote, with their contents. */
async function charted(args: readonly string[]) {
  const { charts } = (await cnnRunJson(['report', ...args], { cwd })) as { charts: readonly Chart[] };
  return charts.map(({ bytes, ...chart }) => {
    const content = readFileSync(resolve(cwd, chart.path));
    expect(content.length).toBe(bytes);
    return { chart, content };
  });
}

/** The refusal of a chart that is asked for behind one that could be had, of which nothing may be written. */
async function expectRefused(reference: string, chart: string, other: string, message: string): Promise<void> {
  const before = readdirSync(join(cwd, 'runs', reference));
  expectRefusal(await cnnRun(['report', reference, '--svg', other, '--svg', chart], { cwd }), message);
  expect(readdirSync(join(cwd, 'runs', reference))).toEqual(before);
}

describe('single charts of a study', () => {
  it.concurrent('are written beside the page, or where they are wanted, the same every time', async () => {
    const args = ['--svg', 'trials', '--svg', 'scatter', '--svg', 'square', '--svg', 'parallel=lines.svg', '--png', 'importance'];
    const first = await charted(['whole', ...args]);
    expect(first.map(({ chart }) => chart)).toEqual([
      ...['trials', 'scatter', 'square'].map((kind) => ({ kind, format: 'svg', path: join('runs', 'whole', `${kind}.svg`) })),
      { kind: 'parallel', format: 'svg', path: 'lines.svg' },
      { kind: 'importance', format: 'png', path: join('runs', 'whole', 'importance.png') },
    ]);
    for (const { content } of first.slice(0, -1)) expect(parseXml(content.toString()).attributes.width).toBe('1000');
    expect([...(first.at(-1)?.content.subarray(0, 4) ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(await charted(['whole', ...args.slice(0, -2)])).toEqual(first.slice(0, -1));
  });

  it.concurrent('are refused, and nothing is written, where there is no such chart, or it makes no sense', async () => {
    await expectRefused(
      ...(['small', 'confusion', 'scatter'] as const),
      '--svg: there is no chart "confusion" of a study.\n  known   trials, scatter, square, parallel, importance\n  It is a chart of a run: cnn-run report runs/small/trials/0000 --svg confusion',
    );
    await expectRefused(
      ...(['small', 'square', 'scatter'] as const),
      'There is nothing to draw the chart "square" from: it takes two hyperparameters whose values have an order.\n  of        small\n  ordered   optimizer.lr\n  Each hyperparameter by itself: --svg scatter',
    );
  });
});

describe('single charts of a recipe', () => {
  it.concurrent('are its own, and those of its searches, of the last one without a name', async () => {
    const wanted = ['rates', 'square', 'square:coarse', 'trials:refined-1=first.svg'];
    const made = await charted(['recipe', ...wanted.flatMap((kind) => ['--svg', kind])]);
    const file = (name: string) => join('runs', 'recipe', name);
    expect(made.map(({ chart }) => chart)).toEqual(
      [
        { kind: 'rates', path: file('rates.svg') },
        { kind: 'square', study: 'refined-2', path: file('square.svg') },
        { kind: 'square', study: 'coarse', path: file('square-coarse.svg') },
        { kind: 'trials', study: 'refined-1', path: 'first.svg' },
      ].map((chart) => ({ format: 'svg', ...chart })),
    );
    const texts = made.map(({ content }) => content.toString());
    expect(texts[1]).toContain('Trials by two hyperparameters: recipe, refined-2');
    expect(texts[2]).toContain('Trials by two hyperparameters: recipe, coarse');
    expect(texts[2]).toContain('best trial');
  });

  it.concurrent('mark the trial that the recipe goes on with, where it is not the highest', async () => {
    const steps = completeRecipe.steps.map((step) => {
      const { evidence, name } = step;
      const isCoarse = evidence?.kind === 'search' && evidence.best !== undefined && name === 'coarseSearch';
      return isCoarse ? { ...step, evidence: { ...evidence, best: { ...evidence.best, index: 0 } as BestTrial } } : step;
    });
    for (const [name, study] of sampleRecipe().studies) makeStudy(`runs/robust/${name}`, study);
    new RecipeFolder(join(cwd, 'runs/robust')).write({ ...completeRecipe, steps });
    for (const { content } of await charted(['robust', '--svg', 'square:coarse', '--svg', 'scatter:coarse'])) {
      expect(content.toString()).toContain('chosen trial');
      expect(content.toString()).toMatch(/Marked: trial 0 \(.* %\), which the recipe goes on with\. The highest is trial \d+ \(/);
      expect(content.toString()).not.toContain('The best: trial');
    }
  });

  it.concurrent('are refused, and nothing is written, where it has not come so far', async () => {
    await expectRefused(
      ...(['stopped', 'rangeTest', 'rates'] as const),
      'There is nothing to draw the chart "rates" from: it has not done step 3, learning rate.\n  of       stopped\n  recipe   stopped at step 2, overfit a small sample\n  What it has done is in the page: cnn-run report runs/stopped',
    );
  });
});
