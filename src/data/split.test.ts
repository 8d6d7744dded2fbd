import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { limitExamples, splitTrainValidation } from './split.ts';

/** Labels that hold `counts[label]` of each class, mixed. */
function labelsOf(...counts: readonly number[]): Uint8Array {
  const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  return Uint8Array.from(
    labels
      .map((label, i) => ({ label, key: Math.imul(i + 1, 0x9e3779b1) >>> 0 }))
      .sort((a, b) => a.key - b.key)
      .map(({ label }) => label),
  );
}

function perClass(labels: Uint8Array, positions: Uint32Array, classes: number): number[] {
  return Array.from({ length: classes }, (_, label) => positions.filter((position) => labels[position] === label).length);
}

describe('splitTrainValidation', () => {
  it('takes an exact total, in proportion, by the largest remainder', () => {
    const labels = labelsOf(50, 30, 20);
    expect(perClass(labels, splitTrainValidation(labels, 3, 0.1, 1).validation, 3)).toEqual([5, 3, 2]);
    expect(perClass(labels, splitTrainValidation(labels, 3, 13, 1).validation, 3)).toEqual([6, 4, 3]); // 6.5, 3.9, 2.6
    expect(perClass(labels, splitTrainValidation(labels, 3, 1, 1).validation, 3)).toEqual([1, 0, 0]);
    const equal = labelsOf(10, 10, 10);
    expect(perClass(equal, splitTrainValidation(equal, 3, 4, 1).validation, 3)).toEqual([2, 1, 1]);
  });

  it('depends on the seed alone', () => {
    const labels = labelsOf(50, 30, 20);
    const once = splitTrainValidation(labels, 3, 0.2, 7);
    expect(splitTrainValidation(labels, 3, 0.2, 7)).toEqual(once);
    expect(splitTrainValidation(labels, 3, 0.2, 8).validation).not.toEqual(once.validation);
    const tiny = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    expect([...splitTrainValidation(tiny, 2, 4, 5).validation]).toEqual([0, 6, 7, 9]);
  });

  it('takes nothing for 0 and for a fraction below half an example', () => {
    const labels = labelsOf(3, 3);
    for (const validation of [0, 0.05]) {
      const split = splitTrainValidation(labels, 2, validation, 1);
      expect([split.train.length, split.validation.length]).toEqual([6, 0]);
    }
  });

  it('keeps one of each class, and lone examples as long as it can', () => {
    const labels = labelsOf(1, 2, 97);
    expect(perClass(labels, splitTrainValidation(labels, 3, 97, 1).train, 3)).toEqual([1, 1, 1]);
    expect(perClass(labels, splitTrainValidation(labels, 3, 98, 1).train, 3)).toEqual([0, 1, 1]);
    expect(() => splitTrainValidation(labels, 3, 99, 1)).toThrow(
      [
        'The validation part leaves too few training examples.',
        '  data.split.validation   99',
        '  training examples       100',
        '  at most                 98, so that something remains to learn from in each class',
      ].join('\n'),
    );
    expect(() => splitTrainValidation(labels, 3, 0.999, 1)).toThrow('data.split.validation   0.999   (100 examples)');
    const lone = Uint8Array.of(0, 1, 2);
    expect(splitTrainValidation(lone, 3, 2, 1).train).toHaveLength(1);
    expect(() => splitTrainValidation(lone, 3, 3, 1)).toThrow(UserError);
    expect(() => splitTrainValidation(lone, 3, 4, 1)).toThrow(UserError);
  });

  it('divides whatever it is given, or refuses', () => {
    const someLabels = fc.array(fc.nat(4), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(someLabels, fc.integer({ min: 1, max: 60 }), fc.nat(), (list, wanted, seed) => {
        const labels = Uint8Array.from(list);
        const all = perClass(labels, Uint32Array.from(labels.keys()), 5);
        const spare = all.reduce((sum, count) => sum + (count > 1 ? count - 1 : count), 0);
        const possible = all.some((count) => count > 1) ? spare : spare - 1;
        if (wanted > possible) {
          expect(() => splitTrainValidation(labels, 5, wanted, seed)).toThrow(UserError);
          return;
        }
        const { train, validation } = splitTrainValidation(labels, 5, wanted, seed);
        expect(validation).toHaveLength(wanted);
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        expect(train).toEqual(train.slice().sort());
        expect(validation).toEqual(validation.slice().sort());
        for (const [label, kept] of perClass(labels, train, 5).entries()) {
          if ((all[label] ?? 0) > 1) expect(kept).toBeGreaterThanOrEqual(1);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('limitExamples', () => {
  const labels = labelsOf(50, 30, 20);
  const odd = Uint32Array.from(labels.keys()).filter((position) => position % 2 === 1);

  it('draws from the candidates in proportion, ascending', () => {
    const all = Uint32Array.from(labels.keys());
    const ten = limitExamples(labels, all, 3, 10, 1, 'train');
    expect(perClass(labels, ten, 3)).toEqual([5, 3, 2]);
    expect(ten).toEqual(ten.slice().sort());
    const twenty = limitExamples(labels, all, 3, 20, 1, 'train');
    expect(ten.every((position) => twenty.includes(position))).toBe(true);
    expect(limitExamples(labels, odd, 3, 10, 1, 'train').every((position) => position % 2 === 1)).toBe(true);
    expect(limitExamples(labels, all, 3, 10, 1, 'test')).not.toEqual(ten);
    expect(limitExamples(labels, all, 3, 10, 2, 'train')).not.toEqual(ten);
  });

  it('takes all when the limit is not reached', () => {
    expect(limitExamples(labels, odd, 3, odd.length, 1, 'train')).toBe(odd);
    expect(limitExamples(labels, odd, 3, 1000, 1, 'train')).toBe(odd);
  });
});
