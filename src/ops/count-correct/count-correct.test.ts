import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { countCorrect, predictClasses } from './count-correct.ts';

function run(logits: readonly number[], classes: number, labels: readonly number[]) {
  const engine = new Engine();
  const rows = labels.length;
  const x = engine.persistent([rows, classes], 'lanes').set(logits);
  const labelsAddress = engine.memory.allocate(4 * rows);
  engine.memory.int32(labelsAddress, rows).set(labels);
  const out = engine.memory.allocate(4 * rows + 4);
  countCorrect(x, labelsAddress, out);
  predictClasses(x, out + 4);
  const [correct, ...predicted] = engine.memory.int32(out, rows + 1);
  return { correct, predicted };
}

describe('countCorrect and predictClasses', () => {
  it.each([1, 2, 3, 4, 5, 10])('find the largest of %i logits', (classes) => {
    const random = Random.derive(classes, 'count');
    const logits = Array.from({ length: 20 * classes }, () => random.normal());
    const labels = Array.from({ length: 20 }, () => random.below(classes));
    const expected = labels.map((_, row) => {
      const own = logits.slice(row * classes, (row + 1) * classes);
      return own.indexOf(Math.max(...own));
    });
    const { correct, predicted } = run(logits, classes, labels);
    expect(predicted).toEqual(expected);
    expect(correct).toBe(expected.filter((best, row) => best === labels[row]).length);
  });

  it('take the first of equal logits, and are not misled by padding', () => {
    expect(run([-3, -1, -1, -2, -2, -2], 3, [1, 0])).toEqual({ correct: 2, predicted: [1, 0] });
    const low = Number.NEGATIVE_INFINITY;
    expect(run([low, low], 2, [0])).toEqual({ correct: 1, predicted: [0] });
  });

  it('never count a row with NaN as correct', () => {
    expect(run([Number.NaN, 1, 1, Number.NaN, 0, 1], 2, [1, 0, 1])).toEqual({ correct: 1, predicted: [-1, -1, 1] });
    expect(run([Number.NaN, 1], 2, [-1]).correct).toBe(0);
  });

  it('say what is wrong with the logits', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 3, 1, 1], 'lanes');
    expect(() => countCorrect(x, 0, 0)).toThrow('countCorrect: the logits are not one row of classes per example');
    expect(() => predictClasses(x, 0)).toThrow('predictClasses: the logits are not one row of classes per example');
  });
});
