import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptedPlan, type FinalPlan, finalPlan, isSameSoFar } from './final-plan.ts';

/** Trains until the end of the plan on a machine that tells, after each epoch, for how many more there is time. */
function train(first: FinalPlan, moreAfter: (done: number) => number) {
  let plan = first;
  let changes = 0;
  for (let done = 1; done < plan.epochs; done++) {
    const adapted = adaptedPlan(plan, done, moreAfter(done));
    if (adapted === undefined) continue;
    expect(isSameSoFar(plan, adapted, { epoch: done, isWithinEpoch: false }), `${JSON.stringify([plan, adapted, done])}`).toBe(
      true,
    );
    plan = adapted;
    changes++;
  }
  return { plan, changes };
}

describe('the length of the final training', () => {
  it('stays when the machine is as fast as was measured', () => {
    for (let epochs = 1; epochs <= 50; epochs++) {
      const plan = finalPlan(epochs, false);
      expect(train(plan, (done) => epochs - done)).toEqual({ plan, changes: 0 });
    }
  });

  it.each([
    ['half as fast', 10, 5],
    ['a fifth slower', 20, 16],
    ['a third faster', 12, 16],
    ['three times as fast', 10, 30],
  ])('follows a machine that is %s, without beginning anew', (_, planned, fits) => {
    const { plan } = train(finalPlan(planned, false), (done) => Math.max(1, fits - done));
    expect(Math.abs(plan.epochs - fits)).toBeLessThanOrEqual(1);
    // Whatever became of it, the learning rate falls in about the same part of it.
    expect((plan.decayEpochs ?? 0) / plan.epochs).toBeGreaterThan(0.25);
    expect((plan.decayEpochs ?? 0) / plan.epochs).toBeLessThan(0.6);
  });

  it('always ends, with a fall, however the speed changes', () => {
    const speeds = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), speeds, (epochs, more) => {
        // The time is an end too: later answers are less.
        const { plan } = train(finalPlan(epochs, false), (done) =>
          Math.max(1, Math.min(100 - done, more[done % more.length] ?? 1)),
        );
        expect(plan.decayEpochs).toBeGreaterThan(0);
        expect(plan.epochs).toBeLessThanOrEqual(101);
      }),
      { seed: 5 },
    );
  });
});

describe('a schedule of its own', () => {
  const plan = finalPlan(10, true);

  it.each([
    ['goes on with a little overrun', 2, 7, 8, undefined],
    ['is begun anew, shorter, when it would take twice as long', 1, 4, 6, 4],
    ['is not begun anew when much is done', 5, 2, 3, undefined],
    ['is begun anew, longer, when its first epoch was quick', 1, 20, 24, 20],
    ['is not begun anew later for that', 2, 20, 24, undefined],
  ])('%s', (_, done, more, most, epochs) => {
    expect(adaptedPlan(plan, done, more, most)?.epochs).toBe(epochs);
    expect(isSameSoFar(plan, { epochs: more, decayEpochs: undefined }, { epoch: done, isWithinEpoch: false })).toBe(false);
  });
});

it('a training within the first epoch of the fall is of its own length alone', () => {
  const [one, other] = [finalPlan(10, false), { epochs: 8, decayEpochs: 2 }];
  expect(isSameSoFar(one, other, { epoch: 5, isWithinEpoch: true })).toBe(true);
  expect(isSameSoFar(one, other, { epoch: 6, isWithinEpoch: false })).toBe(true);
  expect(isSameSoFar(one, other, { epoch: 6, isWithinEpoch: true })).toBe(false);
});
