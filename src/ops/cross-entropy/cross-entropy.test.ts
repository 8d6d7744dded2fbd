import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels, ROWS_AND_CLASSES, runLoss } from '../../../test/helpers/loss.ts';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { crossEntropyReference } from './cross-entropy.reference.ts';
import { crossEntropy } from './cross-entropy.ts';

function check(rows: number, classes: number, labelSmoothing: number, seed = 1): void {
  const random = Random.derive(seed, 'labels');
  const labels = Array.from({ length: rows }, () => random.below(classes));
  checkOperation({
    inputs: [{ shape: [rows, classes], layout: 'lanes' }],
    apply: ([x]) => crossEntropy(x as never, placeLabels((x as never as { engine: Engine }).engine, labels), { labelSmoothing }),
    reference: crossEntropyReference(labels, classes, Math.fround(labelSmoothing)),
    reduction: 4, // the sums are float64; what is left are the exponentials
    seed,
  });
}

/** Loss and gradient of rows of logits, with no regard to the reference. */
function run(logits: readonly (readonly number[])[], labels: readonly number[], labelSmoothing = 0) {
  return runLoss(logits, labels, (x, at) => crossEntropy(x, at, { labelSmoothing }));
}

describe('crossEntropy', () => {
  it.each(ROWS_AND_CLASSES)('%i rows of %i classes', (rows, classes) => {
    check(rows, classes, 0);
    check(rows, classes, 0.1);
  });

  it('agrees with the reference on random shapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 21 }),
        fc.constantFrom(0, 0.05, 0.5, 0.9),
        fc.nat(1000),
        check,
      ),
      { numRuns: 50, seed: 3 },
    );
  });

  it('starts at log C where all logits are equal, with label smoothing too', () => {
    const rows = [Array<number>(10).fill(3), Array<number>(10).fill(-2)];
    expect(run(rows, [0, 9]).loss).toBe(Math.fround(Math.log(10)));
    expect(run(rows, [0, 9], 0.2).loss).toBeCloseTo(Math.log(10), 6);
  });

  it('neither overflows nor loses small losses on large logits', () => {
    const large = run([[1e30, 0, -1e30]], [0]);
    expect(large).toEqual({ loss: 0, gradient: [0, 0, 0] });
    expect(run([[0, 1000, 2000]], [0]).loss).toBe(2000);
    const confident = run([[20, 0, 0]], [0]).loss as number;
    expect(confident / Math.log1p(2 * Math.exp(-20))).toBeCloseTo(1, 6);
  });

  it('lets NaN and infinite logits through', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const at of [0, 1, 3, 4]) {
        const row = [1, 2, 3, 4, 5];
        row[at] = bad;
        const { loss, gradient } = run([row, [1, 2, 3, 4, 5]], [0, 1]);
        expect(loss).toBeNaN();
        expect(gradient.slice(0, 5).every(Number.isNaN)).toBe(true);
        expect(gradient.slice(5).every(Number.isFinite)).toBe(true);
      }
    }
    expect(run([[0, Number.NEGATIVE_INFINITY]], [1]).loss).toBe(Number.POSITIVE_INFINITY);
    expect(run([[0, Number.NEGATIVE_INFINITY]], [0]).loss).toBe(0);
    expect(run([[0, Number.NEGATIVE_INFINITY]], [0], 0.1).loss).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives NaN for a label outside the classes and touches no memory outside', () => {
    for (const label of [-1, 3, 2 ** 31 - 1, -(2 ** 31)]) {
      const { loss, gradient } = run([[1, 2, 3]], [label]);
      expect(loss).toBeNaN();
      expect(gradient.every(Number.isNaN)).toBe(true);
    }
  });

  it('says what is wrong with the logits', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 3, 4, 4], 'lanes');
    expect(() => crossEntropy(x, 0)).toThrow(
      new UserError('crossEntropy: the logits are not one row of classes per example', {
        facts: [['logits', '[2, 3, 4, 4]   (expected N, C)']],
        hint: 'End the network with a flatten and a linear layer, or with a global pooling.',
      }),
    );
  });

  it('refuses a label smoothing that the option schema would have refused', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 3], 'lanes');
    expect(() => crossEntropy(x, 0, { labelSmoothing: 1 })).toThrow('crossEntropy: label smoothing 1 is not in [0, 1)');
  });
});
