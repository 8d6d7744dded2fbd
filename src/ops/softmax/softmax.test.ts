import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROWS_AND_CLASSES } from '../../../test/helpers/loss.ts';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Engine } from '../../tensor/engine.ts';
import { softmaxReference } from './softmax.reference.ts';
import { softmax } from './softmax.ts';

function check(rows: number, classes: number, seed = 1): void {
  checkOperation({
    inputs: [{ shape: [rows, classes], layout: 'lanes' }],
    apply: ([x]) => softmax(x as never),
    reference: softmaxReference(classes),
    reduction: 1, // the sums are float64; what is left are the exponentials
    seed,
  });
}

/** Outputs of rows of numbers, and the gradient of an upstream gradient of the same shape. */
function run(rows: readonly (readonly number[])[], upstream: readonly (readonly number[])[] = rows) {
  const engine = new Engine();
  const x = engine.persistent([rows.length, (rows[0] as readonly number[]).length], 'lanes', true).set(rows.flat());
  return engine.step(() => {
    const y = softmax(x);
    const output = [...y.toArray()];
    engine.tape.backward(y, engine.output(y.shape, 'lanes', []).set(upstream.flat()));
    return { output, gradient: [...(x.gradientArray() as Float32Array)] };
  });
}

describe('softmax', () => {
  it.each(ROWS_AND_CLASSES)('%i rows of %i features', (rows, classes) => check(rows, classes));

  it('agrees with the reference on random shapes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 21 }), fc.nat(1000), check), {
      numRuns: 50,
      seed: 3,
    });
  });

  it('is the same for all of equal numbers, exactly where that is a power of two', () => {
    expect(run([Array<number>(8).fill(-3)]).output).toEqual(Array(8).fill(1 / 8));
    expect(run([[5]]).output).toEqual([1]);
  });

  it('does not overflow, and gives large distances 0', () => {
    expect(run([[1e30, 0, -1e30]]).output).toEqual([1, 0, 0]);
    expect(run([[1000, 1000]]).output).toEqual([0.5, 0.5]);
  });

  it('passes nothing back from an upstream gradient that is the same everywhere', () => {
    const { gradient } = run([[0, 1, 2, 3, 4]], [[2, 2, 2, 2, 2]]);
    for (const value of gradient) expect(Math.abs(value)).toBeLessThan(1e-6);
  });

  it('lets NaN and infinity through, in their own row only', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const at of [0, 1, 3, 4]) {
        const row = [1, 2, 3, 4, 5];
        row[at] = bad;
        for (const values of Object.values(run([row, [1, 2, 3, 4, 5]], Array(2).fill([1, 0, 0, 0, 0])))) {
          expect(values.slice(0, 5).every(Number.isNaN)).toBe(true);
          expect(values.slice(5).every(Number.isFinite)).toBe(true);
        }
      }
    }
    expect(run([[0, Number.NEGATIVE_INFINITY]]).output).toEqual([1, 0]);
    expect(run([[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]]).output).toEqual([Number.NaN, Number.NaN]);
  });

  it('says what is wrong with the input', () => {
    const engine = new Engine();
    expect(() => softmax(engine.persistent([2, 3, 4, 4], 'lanes'))).toThrow(
      new UserError('softmax: the input is not one row of features per example', {
        facts: [['input', '[2, 3, 4, 4]   (expected N, F)']],
        hint: 'Put a flatten before it, or a global pooling.',
      }),
    );
  });
});
