import { expect, it } from 'vitest';
import { shortWarmUp } from './warm-up.ts';

it('a warm-up is shortened to a fifth of a short training, and never made longer', () => {
  const kept = (schedule: object, epochs: number) => shortWarmUp({ type: 'cosine', ...schedule }, 100, epochs);
  expect(kept({}, 1)).toEqual({});
  expect(kept({ warmupEpochs: 5 }, 10)).toEqual({ 'schedule.warmupSteps': 0, 'schedule.warmupEpochs': 2 });
  expect(kept({ warmupSteps: 50 }, 2)).toEqual({ 'schedule.warmupSteps': 0, 'schedule.warmupEpochs': 0.4 });
  expect(kept({ warmupEpochs: 1, warmupSteps: 150 }, 10)).toEqual({ 'schedule.warmupSteps': 0, 'schedule.warmupEpochs': 2 });
  // Five steps of eight hundred: as the config says.
  expect(kept({ warmupSteps: 5 }, 2)).toEqual({});
  expect(kept({ warmupEpochs: 2 }, 10)).toEqual({});
});
