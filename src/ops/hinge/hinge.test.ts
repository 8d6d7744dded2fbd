import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels, ROWS_AND_CLASSES, runLoss } from '../../../test/helpers/loss.ts';
import { checkOperation } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import { hingeReference } from './hinge.reference.ts';
import { hinge } from './hinge.ts';

/**
 * Scores none of whose terms is nearer to its kink than 1e-3: finite differences, and float32, are then on the same side. All
 * lie on a grid of 1/64 but for the label's, which is 1/128 off it, and so are their differences; margins are on the grid.
 */
function scoresOffKinks(random: Random, labels: readonly number[], classes: number): number[] {
  return labels.flatMap((label) =>
    Array.from({ length: classes }, (_, c) => Math.round(64 * random.normal()) / 64 + (c === label ? 1 / 128 : 0)),
  );
}

function check(rows: number, classes: number, margin: number, seed = 1): void {
  const random = Random.derive(seed, 'hinge');
  const labels = Array.from({ length: rows }, () => random.below(classes));
  checkOperation({
    inputs: [{ shape: [rows, classes], layout: 'lanes', values: scoresOffKinks(random, labels, classes) }],
    apply: ([x]) => hinge(x as never, placeLabels((x as never as { engine: Engine }).engine, labels), { margin }),
    reference: hingeReference(labels, classes, margin),
    reduction: 1, // the sums are float64
    seed,
  });
}

/** Loss and gradient of rows of scores, with no regard to the reference. */
function run(scores: readonly (readonly number[])[], labels: readonly number[], margin = 1) {
  return runLoss(scores, labels, (x, at) => hinge(x, at, { margin }));
}

describe('hinge', () => {
  it.each(ROWS_AND_CLASSES)('%i rows of %i classes', (rows, classes) => {
    check(rows, classes, 1);
    check(rows, classes, 0.25);
  });

  it('agrees with the reference on random shapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 21 }),
        fc.constantFrom(0.5, 1, 10),
        fc.nat(1000),
        check,
      ),
      { numRuns: 50, seed: 3 },
    );
  });

  it('gives the example of the lecture notes', () => {
    // cs231n, linear classification: scores 13, -7, 11, the first class is the right one, a margin of 10.
    expect(run([[13, -7, 11]], [0], 10)).toEqual({ loss: 8, gradient: [-1, 0, 1] });
  });

  it('starts at the margin for every wrong class where all scores are equal', () => {
    const rows = [Array<number>(10).fill(3), Array<number>(10).fill(-2)];
    expect(run(rows, [0, 9]).loss).toBe(9);
    expect(run(rows, [0, 9], 0.5).loss).toBe(4.5);
  });

  it('is 0 with no gradient once the label leads by the margin, and at the kink itself', () => {
    for (const own of [1, 5, 1e30]) {
      const { loss, gradient } = run([[0, own, 0]], [1]);
      expect(loss).toBe(0);
      for (const value of gradient) expect(Math.abs(value)).toBe(0);
    }
  });

  it('lets NaN through', () => {
    for (const at of [0, 1, 3, 4]) {
      const row = [1, 2, 3, 4, 5];
      row[at] = Number.NaN;
      const { loss, gradient } = run([row, [1, 2, 3, 4, 5]], [0, 1]);
      expect(loss).toBeNaN();
      expect(gradient[0]).toBeNaN();
      expect(gradient[at]).toBeNaN();
      expect(gradient.slice(5).every(Number.isFinite)).toBe(true);
    }
    expect(run([[Number.NaN]], [0])).toEqual({ loss: Number.NaN, gradient: [Number.NaN] });
  });

  it('counts infinity as a number', () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(run([[0, infinity]], [0])).toEqual({ loss: infinity, gradient: [-1, 1] });
    expect(run([[0, -infinity]], [1])).toEqual({ loss: infinity, gradient: [1, -1] });
    expect(run([[0, infinity]], [1]).loss).toBe(0);
    expect(run([[0, -infinity]], [0]).loss).toBe(0);
    expect(run([[infinity, infinity]], [0])).toEqual({ loss: Number.NaN, gradient: [Number.NaN, Number.NaN] });
  });

  it('gives NaN for a label outside the classes and touches no memory outside', () => {
    for (const label of [-1, 3, 2 ** 31 - 1, -(2 ** 31)]) {
      const { loss, gradient } = run([[1, 2, 3]], [label]);
      expect(loss).toBeNaN();
      expect(gradient.every(Number.isNaN)).toBe(true);
    }
  });

  it('says what is wrong with the scores', () => {
    const engine = new Engine();
    expect(() => hinge(engine.persistent([2, 3, 4, 4], 'lanes'), 0)).toThrow(
      new UserError('hinge: the logits are not one row of classes per example', {
        facts: [['logits', '[2, 3, 4, 4]   (expected N, C)']],
        hint: 'End the network with a flatten and a linear layer, or with a global pooling.',
      }),
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a margin that the option schema would have refused: %d',
    (margin) => {
      const engine = new Engine();
      expect(() => hinge(engine.persistent([2, 3], 'lanes'), 0, { margin })).toThrow(`hinge: margin ${margin} is not positive`);
    },
  );
});
