import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/helpers/cli.ts';
import { TimeLimit } from '../base/time-limit.ts';
import { rankTrials } from '../records/study/ranking.ts';
import { createStudyAt } from '../records/study/study-folder.ts';
import type { SearchSettings } from '../search/plan.ts';
import { SearchSession, type SearchSessionOptions } from './search-session.ts';
import type { TrialPool } from './trial-pool.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings: SearchSettings = {
  ...{
    space: [{ key: 'optimizer.lr', type: 'uniform', low: 0, high: 1 }],
    sampler: { type: 'random' },
    pruner: { type: 'none' },
  },
  ...{ metric: 'valAccuracy', lag: 4, diagnosis: false, keep: 0 },
};

/** Two workers, a second for each training; what is interrupted is unfinished at once. */
class Clockwork {
  readonly workers = 2;
  isInterrupted = false;
  #busy = 0;
  #wake: (() => void)[] = [];

  async train() {
    while (this.#busy === this.workers) await new Promise<void>((resolve) => this.#wake.push(resolve));
    this.#busy += 1;
    for (let tenth = 0; tenth < 10 && !this.isInterrupted; tenth++) await new Promise((resolve) => setTimeout(resolve, 100));
    this.#busy -= 1;
    this.#wake.shift()?.();
    const end = { values: [0.5], epochs: 1, steps: 1, seconds: 1, valAccuracy: 0.5, valLoss: 1, reason: undefined };
    return { ...end, state: this.isInterrupted ? 'unfinished' : 'completed' };
  }

  interrupt() {
    this.isInterrupted = true;
  }

  allow() {
    this.isInterrupted = false;
  }
}

/** A search of so many seconds, then the best `top` again with `seeds` seeds. @returns how many trials, how many repeats are left */
async function search(seconds: number, top: number, seeds: number): Promise<readonly [trials: number, left: number]> {
  const folder = createStudyAt(join(temporaryFolder(), 'study'), {
    ...{ version: 1, config: 'c', seed: 1, epochs: 1, fingerprint: '', identity: '' },
    ...{ space: settings.space, sampler: settings.sampler, pruner: settings.pruner, metric: settings.metric },
  });
  const session = new SearchSession({
    ...{ folder, settings, seed: 1, epochs: 1, pool: new Clockwork() as unknown as TrialPool },
    datasets: { forSearch: () => undefined },
    configs: { variant: () => ({}), render: () => '' },
  } as unknown as SearchSessionOptions<never>);
  const limit = new TimeLimit(performance.now() + 1000 * seconds);
  const work = async () => {
    expect(await session.run({ trials: 1000, limit, after: top * seeds })).toBe('out of time');
    const { trials } = session.record;
    const best = rankTrials(trials, 'valAccuracy').slice(0, top);
    const numbers = Array.from({ length: seeds }, (_, i) => 2 + i);
    return [trials.length, await session.repeat(best, numbers, { limit })] as const;
  };
  const result = work().finally(() => session.close());
  await vi.advanceTimersByTimeAsync(2000 * seconds);
  return await result;
}

it('keeps back time for what shall follow a search', async () => {
  const [trials, left] = await search(20.5, 2, 5);
  expect(left).toBe(0);
  // Five seconds for ten repeats; one trial waits while the last two are trained.
  expect(trials).toBeGreaterThanOrEqual(28);
  expect((await search(20.5, 0, 0))[0]).toBeGreaterThan(trials);
});

it('keeps back half of the time at the most, and tells what is left', async () => {
  const [trials, left] = await search(10.5, 3, 20);
  expect(trials).toBeGreaterThanOrEqual(8);
  // Two begin each second, and those that are under way at the end are not done.
  expect(left).toBeGreaterThanOrEqual(60 - 2 * 6);
  expect(left).toBeLessThan(60);
});
