import { describe, expect, it } from 'vitest';
import { completeRecipe, interruptedRecipe, sampleFinal, stoppedRecipe } from '../../../test/helpers/sample-recipe.ts';
import { largeNumber } from './large-digits.ts';
import { recipeResult } from './recipe-result.ts';
import { makeStyle } from './style.ts';

const style = makeStyle(80, 0);
const folder = 'runs/mnist-recipe-001';
const files = { bestConfig: `${folder}/best.yaml`, markdown: `${folder}/recipe.md`, page: `${folder}/report.html` };
const unfinished = { ...files, bestConfig: undefined };

describe('recipeResult', () => {
  it('shows the accuracy, the hyperparameters, and where everything is', () => {
    const text = recipeResult(completeRecipe, files, style, false);
    expect(text).toMatch(/^test accuracy 99\.21 %\nmeasured once, loss 0\.0264, validation accuracy 99\.14 %\n/);
    expect(text).toMatch(/optimizer\.lr +0\.0121\n +optimizer\.weightDecay +0\.0001\n +epochs +14\n +schedule +cosine\n/);
    expect(text).toContain(`best config: ${files.bestConfig}\ndecisions:   ${files.markdown}\nreport:      ${files.page}\n`);
    expect(text).toContain(`train again: cnn-run train ${files.bestConfig}`);
    expect(text).toContain('! step 5, refined search\nWiden the range.');
    expect(text).toMatch(/2 min 56 s of a budget of 3 min 00 s, 32 trials on 2 workers$/);
  });

  it('draws the accuracy large where asked', () => {
    const [first, second, third] = recipeResult(completeRecipe, files, style, true).split('\n');
    expect([first, second, third]).toEqual(largeNumber('99.21 %'));
  });

  it('shows the validation accuracy where there are no test images', () => {
    const final = { ...sampleFinal, testAccuracy: undefined, testLoss: undefined };
    const text = recipeResult({ ...completeRecipe, final, testAccuracy: undefined }, files, style, false);
    expect(text).toMatch(/^validation accuracy 99\.14 %\nthere are no test images\n/);
  });

  it('says which gate was not passed, what was measured, and what to change', () => {
    const text = recipeResult(stoppedRecipe, unfinished, style, true);
    expect(text).toMatch(/^stopped at step 2 {3}overfit a small sample\nThe network does not learn 320 images/);
    expect(text).toMatch(
      /overfit a sample +100 % +31\.2 % +fail\n\nchange: The loss stays where chance has it\. Try: --model\.4\.rate 0\n/,
    );
    expect(text).toContain('cnn-run recipe configs/mnist.yaml --budget 180s --force');
    expect(text.match(/The loss stays/g)?.length).toBe(1);
    expect(text).not.toMatch(/train again|best config/);
  });

  it('says where one that was interrupted goes on', () => {
    const text = recipeResult(interruptedRecipe, unfinished, style, true);
    expect(text).toMatch(/^interrupted before step 5, refined search, round 2\nThe same command goes on/);
    const atEnd = { ...completeRecipe, final: undefined, status: 'interrupted' } as const;
    expect(recipeResult(atEnd, unfinished, style, true)).toMatch(/^interrupted before final training\n/);
  });
});

it('draws digits that differ, all of the same height', () => {
  const digits = [...'0123456789'].map((digit) => largeNumber(digit));
  expect(new Set(digits.map((rows) => rows.join('\n'))).size).toBe(10);
  expect(new Set(digits.map((rows) => rows.length))).toEqual(new Set([3]));
});
