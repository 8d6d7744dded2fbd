import { describe, expect, it } from 'vitest';
import { completeRecipe, interruptedRecipe, sampleFinal, sampleRecipe, stoppedRecipe } from '../../test/helpers/sample-recipe.ts';
import { recipeMarkdown } from './recipe-markdown.ts';

const complete = recipeMarkdown(sampleRecipe());
const headings = (text: string) => [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);

/** The tables of a document, each as rows of cells. @throws when rows of a table have different numbers of cells */
function tablesOf(text: string): string[][][] {
  const blocks = text.split('\n\n').filter((block) => block.startsWith('|'));
  return blocks.map((block) => {
    const rows = block.split('\n').map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    return rows;
  });
}

describe('recipe.md', () => {
  it('goes through the steps as they were done', () => {
    expect(headings(complete)).toEqual([
      'mnist: 99.21 % of the test images are right',
      ...['1. Initial loss', '2. Overfit a small sample', '3. Learning rate', '4. Coarse search'],
      ...['5. Refined search, round 1', '6. Learning curves, round 1', '7. Go round again, round 1'],
      ...['5. Refined search, round 2', '6. Learning curves, round 2', '7. Go round again, round 2'],
      ...['Final training', 'Time', 'To do it again'],
    ]);
    // What a step is for is said once.
    expect(complete.match(/_A narrower search/g)?.length).toBe(1);
  });

  it('has the numbers that decisions rest on', () => {
    const tables = tablesOf(complete);
    const find = (...head: string[]) => tables.filter(([first]) => head.every((cell) => first?.includes(cell)));
    const [rates] = find('learning rate', 'verdict');
    expect(rates?.map(([rate]) => rate)).toEqual([
      'learning rate',
      '------------:',
      '0.0001',
      '0.001',
      '0.01',
      '0.032',
      '0.1',
      '1',
    ]);
    expect(rates?.find(([rate]) => rate === '0.01')).toContain('**suggested**');
    const trials = find('trial', 'lr', 'weightDecay');
    expect(trials.map(({ length }) => length - 2)).toEqual([12, 10, 10]);
    expect(trials.map((rows) => rows[2]?.at(-1))).toEqual(['**best**', '**best**', '**best**']);
    expect(find('reading', 'what to do')[0]?.[2]).toEqual([
      ...['still rising', '86 %', 'Both accuracies still rise at the end.', 'Train longer.'],
    ]);
    expect(find('gain of the search, points').map((rows) => rows[2]?.slice(0, 2))).toEqual([
      ['2.10', '0.42'],
      ['0.06', '0.11'],
    ]);
    expect(complete).toContain('- At the edge: optimizer.weightDecay: the best value');
  });

  it('says how to do it again', () => {
    expect(complete).toContain(
      'cnn-run train runs/mnist-recipe-001/best.yaml\ncnn-run recipe configs/mnist.yaml --budget 180s\n',
    );
    expect(complete).toMatch(/```yaml\nname: mnist\n[^`]*weightDecay: 0\.0001\n```\n$/);
  });

  it('is the same for the same recipe', () => {
    expect(recipeMarkdown(sampleRecipe())).toBe(complete);
  });

  it('says where it stopped, and what was not reached', () => {
    const text = recipeMarkdown(sampleRecipe(stoppedRecipe));
    expect(headings(text)[0]).toBe('mnist: the recipe stopped');
    expect(text).toMatch(/\*\*Failed\*\* \(2\.4 s\)\. The network does not learn/);
    expect(text).toContain('- **overfit a sample**: The loss stays where chance has it. Try `--model.4.rate 0`.');
    expect(text).toMatch(/## Not reached\n\n3\. learning rate\n4\. coarse search\n/);
    expect(text).not.toMatch(/best\.yaml|## Final training/);
  });

  it('says where it was interrupted', () => {
    const text = recipeMarkdown(sampleRecipe(interruptedRecipe));
    expect(text).toContain('interrupted before step 5, refined search, round 2');
    expect(text).not.toContain('## Not reached');
  });

  it('takes the validation accuracy where there are no test images', () => {
    const final = { ...sampleFinal, testAccuracy: undefined, testLoss: undefined };
    const text = recipeMarkdown(sampleRecipe({ ...completeRecipe, final }));
    expect(headings(text)[0]).toBe('mnist: 99.14 % of the validation images are right');
    expect(text).toContain('there are no test images');
  });

  it('has what is known of a search whose study is gone', () => {
    const text = recipeMarkdown({ ...sampleRecipe(), studies: new Map() });
    expect(text).toContain('12 trials of 1 epoch of 20,000 images, sampler grid: 10 completed, 2 pruned.');
    expect(tablesOf(text).some(([head]) => head?.includes('trial'))).toBe(false);
  });

  it('takes markup in texts as text', () => {
    const evil = 'a | b\n# c <script> *d*';
    const steps = completeRecipe.steps.map((step) => ({ ...step, decision: evil, advice: evil }));
    const plan = [{ what: evil, seconds: 1, plan: evil }];
    const text = recipeMarkdown(sampleRecipe({ ...completeRecipe, config: evil, file: evil, steps, plan }));
    expect(tablesOf(text).length).toBe(tablesOf(complete).length);
    // Between fences it is code.
    expect(text.replace(/```.*?```/gs, '')).not.toMatch(/<script>|^# c/m);
  });
});
