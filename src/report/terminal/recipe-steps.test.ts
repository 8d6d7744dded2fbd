import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRecipe, interruptedRecipe, stoppedRecipe } from '../../../test/helpers/sample-recipe.ts';
import { planTable } from './plan-table.ts';
import { finalLine, stepLine } from './recipe-lines.ts';
import { type LiveRecipe, recipeSteps } from './recipe-steps.ts';
import { makeStyle } from './style.ts';

const style = makeStyle(80, 0);
const second: LiveRecipe = {
  record: interruptedRecipe,
  running: { step: 5, round: 2, activity: 'trial 7 of 10, best 98.91 %', done: 0.63, seconds: 31 },
  elapsed: 140,
};

describe('recipeSteps', () => {
  it('shows what came of each step, what runs, and what is left of the budget', () => {
    expect(recipeSteps(second, style).split('\n')).toEqual([
      '✓  1  initial loss             2.3041, expected 2.3026 (log 10)            0.8 s',
      '✓  2  overfit a small sample   100.0 % of 320 images in 140 steps…         2.4 s',
      '✓  3  learning rate            0.01, good from 0.001 to 0.032              6.3 s',
      '✓  4  coarse search            96.56 % best of 12: lr 0.01, weight…         24 s',
      '>  5  refined search, round 2  trial 7 of 10, best 98.91 %                  31 s',
      '·  6  learning curves          round 1: still rising',
      '·  7  go round again           round 1: gain 0.42, noise 0.11: wor…',
      '·     final training',
      '',
      'time  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━─────────  2 min 20 s of 3 min 00 s',
      'step  ━━━━━━━━━━━━━━━━━━━━━━━━━───────────────  63 %',
    ]);
  });

  it('has always as many lines', () => {
    const lives: LiveRecipe[] = [
      { ...second, record: { ...completeRecipe, steps: [], final: undefined }, running: undefined },
      ...[second, { ...second, running: undefined }, { ...second, record: completeRecipe, running: undefined }],
    ];
    for (const width of [40, 80]) {
      expect(new Set(lives.map((live) => recipeSteps(live, makeStyle(width, 0)).split('\n').length))).toEqual(new Set([11]));
    }
  });

  it('does not move when a longer text comes', () => {
    const columnOf = (activity: string) =>
      recipeSteps({ ...second, running: { step: 4, round: 0, activity, done: undefined, seconds: 31 } }, style)
        .split('\n')[3]
        ?.lastIndexOf('31 s');
    expect(columnOf('')).toBe(columnOf('trial 3 of 12, best so far is a learning rate of 0.01'));
  });

  it('shows where it stopped', () => {
    const lines = recipeSteps({ record: stoppedRecipe, running: undefined, elapsed: 4.1 }, style).split('\n');
    expect(lines.map((line) => line[0] ?? '').join('')).toBe('✓✗······t');
  });

  it('shows the final training while it runs, and what it came to', () => {
    const running = { step: 'final', round: 0, activity: 'epoch 3 of 14', done: 0.2, seconds: 9 } as const;
    const live = { record: { ...completeRecipe, final: undefined }, running, elapsed: 150 };
    expect(recipeSteps(live, style)).toMatch(/> {5}final training +epoch 3 of 14 +9\.0 s\n\ntime .*\nstep {2}━+─+ {2}20 %$/);
    expect(recipeSteps({ record: completeRecipe, running: undefined, elapsed: 176 }, style)).toMatch(
      /✓ {5}final training +test accuracy 99\.21 % +31 s/,
    );
  });

  it('says how long it takes where there is no budget', () => {
    const record = { ...completeRecipe, budgetSeconds: undefined };
    expect(recipeSteps({ record, running: undefined, elapsed: 61 }, style)).toMatch(/\n1 min 01 s so far, without a budget\n$/);
  });

  it('keeps within the width, and means the same without colours', () => {
    const activity = fc.stringMatching(/^[ -~]{0,120}$/);
    const running = fc.record({
      ...{ activity, step: fc.constantFrom(1, 4, 5, 7, 'final' as const), round: fc.nat(3) },
      ...{ done: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }), seconds: fc.nat(100_000) },
    });
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), running, (width, now) => {
        const live = { record: interruptedRecipe, running: now, elapsed: 3 * now.seconds };
        const plain = recipeSteps(live, makeStyle(width, 0));
        for (const line of plain.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        expect(stripVTControlCharacters(recipeSteps(live, makeStyle(width, 1))).replace(/ +$/gm, '')).toBe(plain);
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});

describe('planTable', () => {
  it('shows how time is shared out', () => {
    expect(planTable(completeRecipe, style).split('\n').slice(0, 4)).toEqual([
      'plan',
      'about 2 min 55 s of a budget of 3 min 00 s, on 2 workers',
      'what                  time              for',
      '─'.repeat(80),
    ]);
    expect(planTable({ ...completeRecipe, plan: [] }, style)).toBe('');
    const without = planTable({ ...completeRecipe, budgetSeconds: undefined, workers: 1 }, makeStyle(40, 0));
    expect(without).toContain('without a budget');
    for (const line of without.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });
});

describe('lines for logs', () => {
  it('tell each step on one line', () => {
    const lines = completeRecipe.steps.map(stepLine);
    expect(lines[0]).toBe(
      'step 1/7   initial loss   passed   0.8 s   The initial loss is 2.3041, where log(10) is 2.3026. With regularisation it is higher, as it must be.',
    );
    expect(lines[7]).toMatch(/^step 5\/7 {3}refined search, round 2 {3}passed/);
    expect(stoppedRecipe.steps.map(stepLine)[1]).toMatch(
      /failed .* The loss stays where chance has it\. Try: --model\.4\.rate 0$/,
    );
    for (const text of lines) expect(text).not.toContain('\n');
  });

  it('tell the final training', () => {
    const { final } = completeRecipe;
    expect(final && finalLine(final)).toBe(
      'final training   14 epochs   31 s   validation accuracy 99.14 %   test accuracy 99.21 %',
    );
    expect(final && finalLine({ ...final, epochs: 1, testAccuracy: undefined })).toBe(
      'final training   1 epoch   31 s   validation accuracy 99.14 %',
    );
  });
});
