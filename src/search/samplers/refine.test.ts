import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import type { DimensionDescription, Params } from '../../records/study/description.ts';
import { createSpace } from '../space/space.ts';
import { refine } from './refine.ts';
import type { Observation } from './sampler.ts';

const plane = createSpace([
  { key: 'x', type: 'uniform', low: 0, high: 1 },
  { key: 'y', type: 'uniform', low: 0, high: 1 },
]);
const OPTIONS = { coarse: 4, round: 4, shrink: 0.5 };

/** Trials in the order of their indices, the score of the last one the best unless one is given. */
const trials = (...params: readonly Params[]): Observation[] =>
  params.map((one, index) => ({ index, params: one, state: 'completed', score: index, scores: [index] }));

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left <= 0) return;
    left -= 1;
    yield item;
  }
}

/** Of many streams the first two proposals, of which the second is anywhere in the box. */
function proposals(index: number, view: readonly Observation[], space = plane): Params[] {
  const sampler = refine.create(OPTIONS, space, 1);
  return Array.from({ length: 200 }, (_, stream) => {
    const random = Random.derive(1, 'proposals', stream);
    return [...take(sampler.proposals({ index, view, random }), 2)];
  }).flat();
}

/** How far the proposals for a trial reach: [lowest, highest] of a hyperparameter. */
function reach(index: number, view: readonly Observation[], key = 'x', space = plane): readonly [number, number] {
  const values = proposals(index, view, space).map((params) => Number(params[key]));
  return [Math.min(...values), Math.max(...values)];
}

function expectReach([low, high]: readonly [number, number], expected: readonly [number, number]): void {
  const slack = 0.03 * (expected[1] - expected[0]);
  expect(low).toBeGreaterThanOrEqual(expected[0] - 1e-9);
  expect(low).toBeLessThan(expected[0] + slack);
  expect(high).toBeLessThanOrEqual(expected[1] + 1e-9);
  expect(high).toBeGreaterThan(expected[1] - slack);
}

describe('coarse to fine', () => {
  const middle = { x: 0.5, y: 0.6 };

  it('looks everywhere at first, and as long as nothing is known', () => {
    expectReach(reach(3, trials(middle)), [0, 1]);
    expectReach(reach(9, []), [0, 1]);
    const failed = trials(middle).map((trial): Observation => ({ ...trial, state: 'failed', score: undefined, scores: [] }));
    expectReach(reach(9, failed), [0, 1]);
  });

  it('then around the best, in a box that shrinks from round to round', () => {
    expectReach(reach(4, trials(middle)), [0.25, 0.75]);
    expectReach(reach(7, trials(middle)), [0.25, 0.75]);
    expectReach(reach(8, trials(middle)), [0.375, 0.625]);
    expectReach(reach(12, trials(middle), 'y'), [0.5375, 0.6625]);
    expectReach(reach(100, trials(middle)), [0.475, 0.525]);
  });

  it('moves the box, and leaves its width, when the best is at its edge', () => {
    // The box of the second round is from 0.25 to 0.75; trial 4 of that round is the best, near its upper end.
    const view = trials(middle, middle, middle, middle, { x: 0.74, y: 0.6 });
    expectReach(reach(8, view), [0.49, 0.99]);
    expectReach(reach(8, view, 'y'), [0.475, 0.725]);
    // Not so at the end of the range, behind which there is nothing.
    expectReach(reach(4, trials({ x: 1, y: 0 })), [0.5, 1]);
    expectReach(reach(8, trials({ x: 1, y: 0 })), [0.75, 1]);
    expectReach(reach(8, trials({ x: 1, y: 0 }), 'y'), [0, 0.25]);
  });

  it('keeps the neighbours of the best in the box', () => {
    const layers = createSpace([{ key: 'n', type: 'integer', low: 1, high: 8, step: 1, log: false }]);
    expect(reach(100, trials({ n: 4 }), 'n', layers)).toEqual([3, 5]);
  });
});

it('looks ever further away where everything near has been proposed', () => {
  const sampler = refine.create(OPTIONS, plane, 1);
  const question = { index: 100, view: trials({ x: 0.5, y: 0.5 }), random: Random.derive(1, 'far') };
  const distances = [...take(sampler.proposals(question), 100)].map(({ x }) => Math.abs(Number(x) - 0.5));
  const furthest = [0, 10, 20, 30, 40].map((from) => Math.max(...distances.slice(from, from + 10)));
  for (const [i, width] of [0.05, 0.1, 0.2, 0.4, 0.8].entries()) {
    expect(furthest[i]).toBeLessThanOrEqual(width / 2 + 1e-9);
    expect(furthest[i]).toBeGreaterThan(width / 4);
  }
  expect(Math.max(...distances.slice(50))).toBeGreaterThan(0.45);
});

describe('of a choice', () => {
  const colours: DimensionDescription = { key: 'c', type: 'choice', values: ['red', 'green', 'blue', 'black'] };
  const rate: DimensionDescription = { key: 'x', type: 'uniform', low: 0, high: 1, when: { c: ['red'] } };
  const space = createSpace([colours, rate]);
  it('the value of the best one is kept ever more often', () => {
    // Without the first ones, which are all the same.
    const drawn = (index: number) => proposals(index, trials({ c: 'blue' }), space).filter((_, i) => i % 2 === 1);
    const kept = [3, 4, 8, 12].map((index) => drawn(index).filter(({ c }) => c === 'blue').length);
    for (const [i, width] of [1, 0.5, 0.25, 0.125].entries()) {
      expect(Math.abs((kept[i] ?? 0) - 200 * (1 - width + width / 4))).toBeLessThan(4 * Math.sqrt(200 * 0.25 * width));
    }
  });

  it('what the best one does not have is looked for everywhere', () => {
    const values = proposals(8, trials({ c: 'blue' }), space).flatMap(({ x }) => (x === undefined ? [] : [Number(x)]));
    expect(values.length).toBeGreaterThan(4);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.5);
  });
});
