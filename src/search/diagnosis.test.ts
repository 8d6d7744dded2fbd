import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { LossWatch, type LossWatchOptions } from './diagnosis.ts';

const CHANCE = Math.log(10);

/** The first step at which the watch gives a training up, and why; undefined when it never does. */
function stopOf(losses: Iterable<number>, options: LossWatchOptions = { chanceLoss: CHANCE }) {
  const watch = new LossWatch(options);
  let step = 0;
  for (const loss of losses) {
    step += 1;
    const reason = watch.step(loss);
    if (reason !== undefined) return { step, reason };
  }
  return undefined;
}

/** Losses around a level that is a function of the step. The noise of batches is that of single images over the root of their number. */
function losses(steps: number, level: (step: number) => number, batch: number, seed = 1): number[] {
  const random = Random.derive(seed, 'losses');
  const noise = 0.6 / Math.sqrt(batch);
  return Array.from({ length: steps }, (_, i) => Math.max(0.001, level(i + 1) * (1 + noise * random.normal())));
}

describe('a loss that is not finite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('%d ends the training at once', (bad) => {
    expect(stopOf([2.3, 2.2, bad, 2])).toEqual({ step: 3, reason: `the loss is ${bad} at step 3` });
    expect(stopOf([bad])?.step).toBe(1);
  });
});

describe('an explosion', () => {
  it('is more than half of the last 20 steps above three times the first', () => {
    expect(stopOf([2, ...Array<number>(30).fill(6.5)], {})).toEqual({
      step: 20,
      reason: 'the loss exploded: it is 6.5 at step 20, more than 3 times 2',
    });
    expect(stopOf([2, ...Array<number>(30).fill(5.9)], {})).toBeUndefined();
    const late = [2, ...Array<number>(500).fill(0.5), ...Array<number>(30).fill(8)];
    expect(stopOf(late)?.step).toBe(1 + 500 + 11);
  });

  it('is no bad batch, and no shock at the start that passes', () => {
    const good = losses(600, (step) => 0.2 + 2 * Math.exp(-step / 100), 32);
    const spikes = good.map((loss, i) => (i % 7 < 3 ? 50 * loss + 20 : loss));
    expect(stopOf(spikes)).toBeUndefined();
    const shock = good.map((loss, i) => (i > 0 && i <= 10 ? 30 : loss));
    expect(stopOf(shock)).toBeUndefined();
  });

  it('is measured from chance where the first loss is that of a lucky batch', () => {
    const single = [0.01, ...losses(300, (step) => 2.3 * Math.exp(-step / 200), 1)];
    expect(stopOf(single)).toBeUndefined();
    expect(stopOf(single, {})?.reason).toMatch(/exploded/);
  });

  it('needs the factor that is asked for', () => {
    const doubled = [2, ...Array<number>(30).fill(4.5)];
    expect(stopOf(doubled, { costFactor: 2 })?.reason).toMatch(/more than 2 times 2$/);
  });
});

describe('learning nothing', () => {
  it.each([
    [1, 6400, 20],
    [4, 1600, 20],
    [32, 800, 100],
    [64, 800, 100],
  ])('is seen at a batch of %d, when the noise allows it', (batch, latest, trainings) => {
    const stops = Array.from({ length: trainings }, (_, seed) => stopOf(losses(latest, () => CHANCE, batch, seed)));
    for (const stop of stops) {
      expect(stop?.reason).toMatch(/^nothing is learned: the loss of steps \d+ to \d+ is 2\.\d+, that of chance is 2.303$/);
      expect([400, 800, 1600, 3200, 6400]).toContain(stop?.step);
    }
    // At two standard errors one of twenty looks goes wrong.
    if (trainings === 100) expect(stops.filter((stop) => stop?.step === 400).length).toBeGreaterThanOrEqual(88);
  });

  it('waits for a quarter of the training, and for two horizons', () => {
    const flat = losses(4000, () => CHANCE, 64);
    const stepOf = (options: LossWatchOptions) => stopOf(flat, { chanceLoss: CHANCE, ...options })?.step;
    expect(stepOf({ totalSteps: 300 })).toBe(200);
    expect(stepOf({ totalSteps: 1718 })).toBe(430);
    expect(stepOf({ totalSteps: 8000 })).toBe(2000);
    expect(stepOf({ totalSteps: 300, horizon: 50 })).toBe(100);
    expect(stepOf({ horizon: 50 })).toBe(200);
  });

  it('is what falls to chance only, and what stays above it', () => {
    expect(stopOf(losses(800, (step) => CHANCE + 20 * Math.exp(-step / 20), 32))?.step).toBe(400);
    expect(stopOf([2.3, ...losses(800, () => 2 * CHANCE, 32)])?.reason).toMatch(/^nothing/);
  });

  it('is not what is on its way, from above chance or very slowly', () => {
    expect(stopOf(losses(1000, (step) => CHANCE + 60 * Math.exp(-step / 400), 32))).toBeUndefined();
    expect(stopOf(losses(3200, (step) => CHANCE - 0.0001 * step, 64))).toBeUndefined();
  });

  it('is not what begins with a plateau and has left it', () => {
    const plateau = (step: number) => (step < 330 ? CHANCE : 0.3 + 2 * Math.exp(-(step - 330) / 60));
    for (let seed = 0; seed < 20; seed++) expect(stopOf(losses(2000, plateau, 32, seed))).toBeUndefined();
  });

  it('is not what knew something from the start', () => {
    expect(stopOf(losses(2000, () => 0.4, 8))).toBeUndefined();
  });

  it('is judged by the start where chance is not known', () => {
    expect(
      stopOf(
        losses(800, () => 1.5, 64),
        {},
      )?.reason,
    ).toMatch(/ is 1\.\d+, it began with 1\.\d+$/);
    expect(
      stopOf(
        losses(800, (step) => 1.5 * Math.exp(-step / 500), 64),
        {},
      ),
    ).toBeUndefined();
  });
});

describe('a training that learns', () => {
  it.each([1, 2, 8, 64])('is never given up at a batch of %d, fast or slow', (batch) => {
    for (let seed = 0; seed < 40; seed++) {
      const random = Random.derive(seed, 'pace', batch);
      const pace = 20 * 50 ** random.uniform(); // 20 to 1,000 steps
      const totalSteps = [300, 1000, 5000][seed % 3] ?? 0;
      const curve = losses(totalSteps, (step) => 0.1 + 2.2 * Math.exp(-step / pace), batch, seed);
      expect(stopOf(curve, { chanceLoss: CHANCE, totalSteps })).toBeUndefined();
    }
  });
});

it('what has been seen of an interrupted training can be shown again: the same losses give the same', () => {
  const flat = losses(500, () => CHANCE, 32);
  const first = new LossWatch({ chanceLoss: CHANCE });
  const second = new LossWatch({ chanceLoss: CHANCE });
  for (const loss of flat.slice(0, 250)) first.step(loss);
  for (const loss of flat.slice(0, 250)) second.step(loss);
  expect(flat.slice(250).map((loss) => first.step(loss))).toEqual(flat.slice(250).map((loss) => second.step(loss)));
});
