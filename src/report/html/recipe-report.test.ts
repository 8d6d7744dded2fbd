import { describe, expect, it } from 'vitest';
import {
  completeRecipe,
  interruptedRecipe,
  sampleFinal,
  sampleRecipe,
  stoppedRecipe,
} from '../../../test/helpers/sample-recipe.ts';
import type { RecipeView } from '../recipe-view.ts';
import { recipeReportHtml } from './recipe-report.ts';

/** Without the script of the page and the styles. */
function markupOf(view: RecipeView): string {
  return recipeReportHtml(view)
    .html.replace(/<style>.*?<\/style>/s, '')
    .replace(/<script>.*?<\/script>/s, '');
}

/** The cells of the strip of steps: their class, and where they lead. */
function strip(markup: string): string[] {
  const [, list = ''] = /<ol class="steps">(.*?)<\/ol>/s.exec(markup) ?? [];
  return [...list.matchAll(/<li class="(\w+)">(?:<a href="#([\w-]+)">)?/g)].map(([, status, link]) => `${status} ${link ?? '-'}`);
}

const complete = markupOf(sampleRecipe());

describe('the page of a recipe', () => {
  it('has all steps with their pictures, and links to them', () => {
    const { sections } = recipeReportHtml(sampleRecipe());
    expect(sections).toEqual(['steps', ...[1, 2, 3, 4, 5, 6, 7].map((step) => `step-${step}`), 'final', 'time']);
    expect(strip(complete)).toEqual([
      ...['passed step-1', 'passed step-2', 'passed step-3', 'passed step-4'],
      ...['passed step-5', 'passed step-6', 'passed step-7', 'passed final'],
    ]);
    expect([...complete.matchAll(/data-chart="([\w-]+)"/g)].map(([, id]) => id)).toEqual([
      ...['rates', 'range-test'],
      // Trained for one epoch: no curves, but results by hyperparameter.
      ...['studies-coarse-tried', 'studies-coarse-by-0', 'studies-coarse-by-1'],
      ...['studies-refined-1-tried', 'studies-refined-1-curves', 'studies-refined-2-tried', 'studies-refined-2-curves'],
      ...['round-1-loss', 'round-1-accuracy', 'round-2-loss', 'round-2-accuracy'],
      ...['final-loss', 'final-accuracy', 'final-learningRate'],
    ]);
    expect(complete.match(/data-sortable/g)).toHaveLength(3);
    expect(complete.match(/data-narrowing=/g)).toHaveLength(2);
  });

  it('shows what it came to first', () => {
    expect(complete).toMatch(/<dt>Test accuracy<\/dt><dd>99\.21 %<\/dd>.*<dt>Validation accuracy<\/dt><dd>99\.14 %<\/dd>/s);
    expect(complete).toMatch(/<dt>Trials<\/dt><dd>32<\/dd><dd class="detail">2 rounds, 2 workers/);
    expect(complete).toContain('<h1>mnist-recipe-001</h1>');
    expect(complete).toContain('cnn-run train runs/mnist-recipe-001/best.yaml');
  });

  it('says nothing twice, and which trials did not come to an end', () => {
    const steps = completeRecipe.steps.map((step) =>
      step.evidence?.kind === 'learningCurves'
        ? { ...step, advice: 'Train longer.' }
        : step.evidence?.kind === 'search'
          ? { ...step, evidence: { ...step.evidence, trials: step.evidence.trials + 1 } }
          : step,
    );
    const page = markupOf(sampleRecipe({ ...completeRecipe, steps }));
    expect(page.match(/Train longer\./g)).toHaveLength(2);
    expect(page).toContain('10 completed, 2 pruned, 1 not finished.');
  });

  it('marks the trial that the recipe goes on with in all pictures of a search, and names the highest below', () => {
    const { studies } = sampleRecipe();
    const steps = completeRecipe.steps.map((step) => {
      const { evidence } = step;
      if (evidence?.kind !== 'search') return step;
      const other = studies
        .get(evidence.study)
        ?.trials.find(({ index, state }) => state === 'completed' && index !== evidence.best?.index);
      return {
        ...step,
        evidence: { ...evidence, best: evidence.best && other && { ...evidence.best, index: other.index, params: other.params } },
      };
    });
    const page = markupOf(sampleRecipe({ ...completeRecipe, steps }));
    for (const { evidence } of steps) {
      if (evidence?.kind !== 'search') continue;
      const { index } = evidence.best ?? {};
      const [, part = ''] = new RegExp(`<div data-study="${evidence.study}">(.*?)<table`, 's').exec(page) ?? [];
      const groups = [...part.matchAll(/"name":"(best|chosen) trial"[^}]*"trials":\[(\d+)\]/g)].map(([, name, trial]) => [
        name,
        Number(trial),
      ]);
      expect(new Set(groups.map(String))).toEqual(new Set([`chosen,${index}`]));
      expect([...part.matchAll(/"name":"trial (\d+), ([\w ]+)"/g)].map(([, trial, what]) => [Number(trial), what])).toEqual(
        evidence.study === 'studies/coarse' ? [] : [[index, 'chosen']],
      );
      const captions = part.match(/<figcaption>.*?<\/figcaption>|<p class="said-below">.*?<\/p>/g);
      expect(captions).toHaveLength(2);
      for (const caption of captions ?? [''])
        expect(caption).toMatch(
          new RegExp(`Marked: trial ${index} \\(.* %\\), which the recipe goes on with. The highest is trial \\d+ \\(`),
        );
    }
    expect(complete).not.toContain('Marked: trial');
    expect(complete).toMatch(/"name":"trial \d+, the best"/);
  });

  it('has ids of its own, once each', () => {
    const ids = [...complete.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of complete.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('is the same for the same recipe', () => {
    expect(markupOf(sampleRecipe())).toBe(complete);
  });

  it('shows where it stopped, and how to go on', () => {
    const page = markupOf(sampleRecipe(stoppedRecipe));
    expect(strip(page)).toEqual(['passed step-1', 'failed step-2', ...Array(6).fill('waiting -')]);
    expect(page).toContain('<p class="status bad">stopped at step 2, overfit a small sample</p>');
    expect(page).toContain('cnn-run recipe configs/mnist.yaml --budget 180s --force');
    // Said once, by the check.
    expect(page.match(/The loss stays where chance has it/g)).toHaveLength(1);
    expect(page.match(/not reached/g)).toHaveLength(6);
  });

  it('shows the round before of one that was interrupted in the next', () => {
    const page = markupOf(sampleRecipe(interruptedRecipe));
    expect(strip(page)).toEqual([
      ...['passed step-1', 'passed step-2', 'passed step-3', 'passed step-4'],
      ...['warned step-5', 'passed step-6', 'passed step-7', 'waiting -'],
    ]);
    expect(page).toContain('interrupted before step 5, refined search, round 2');
    expect(page).not.toContain('Round 1');
  });

  it('says what is missing', () => {
    const final = { ...sampleFinal, testAccuracy: undefined, testLoss: undefined };
    const record = { ...completeRecipe, final, testAccuracy: undefined };
    const page = markupOf({ ...sampleRecipe(record), studies: new Map(), curves: new Map(), bestConfig: undefined });
    expect(page).not.toContain('<dt>Test accuracy</dt>');
    expect(page).toContain('The data have no test images.');
    expect(page).toContain('The study studies/refined-1 could not be read');
    expect(page).toContain('The run final could not be read');
    // What the record says of the searches is there all the same.
    expect(page).toContain('12 trials of 1 epoch of 20,000 images');
    expect(page).toContain('data-narrowing="optimizer.lr"');
  });

  it('tells a step that was skipped from those that were left out', () => {
    const skipped = { step: 5, name: 'refinedSearch', round: 1, status: 'skipped', evidence: undefined, seconds: 0 } as const;
    const step = { ...skipped, decision: 'There is no time for a refined search.', advice: 'Give it a larger budget.' };
    const page = markupOf(sampleRecipe({ ...completeRecipe, steps: [...completeRecipe.steps.slice(0, 4), step] }));
    expect(strip(page).slice(4)).toEqual(['skipped step-5', 'waiting -', 'waiting -', 'passed final']);
    expect(page.match(/left out/g)).toHaveLength(2);
    expect(page).toContain('Give it a larger budget.');
  });

  it('takes markup in texts as text', () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'&';
    const steps = completeRecipe.steps.map((step) => ({ ...step, decision: evil, advice: evil }));
    const plan = [{ what: evil, seconds: 1, plan: evil }];
    const record = { ...completeRecipe, config: evil, file: evil, steps, plan };
    const page = markupOf({ ...sampleRecipe(record), bestConfig: evil, path: `runs/${evil}` });
    expect(page).not.toMatch(/<script>|<img src=x/);
  });
});
