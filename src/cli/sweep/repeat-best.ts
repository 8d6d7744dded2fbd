import { percent } from '../../base/format.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { rankTrials } from '../../records/study/ranking.ts';
import type { SearchSession } from '../../trials/search-session.ts';
import type { SweepDisplay } from './display.ts';
import type { SweepOptions } from './options.ts';

/**
 * Trains the best trials again, with seeds that none of them was chosen by, as far as there is time.
 * @returns what is to be said of those that were not, a sentence each
 */
export async function repeatBest(
  session: SearchSession<ExperimentConfig>,
  { repeatTop, seeds }: Pick<SweepOptions, 'repeatTop' | 'seeds'>,
  seed: number,
  limit: TimeLimit,
  display: Pick<SweepDisplay, 'note'>,
): Promise<string[]> {
  const { trials, header } = session.record;
  const best = rankTrials(trials, header.metric)
    .filter(({ state }) => state === 'completed')
    .slice(0, repeatTop);
  if (best.length === 0) return [];
  const others = Array.from({ length: seeds }, (_, i) => (seed + 1 + i) % 2 ** 32);
  display.note(`training the best ${best.length} again with ${seeds} other seeds each`);
  const left = await session.repeat(best, others, {
    limit,
    onEnd: ({ of, seed: other, valAccuracy }) =>
      display.note(`trial ${of} with seed ${other}: ${valAccuracy === undefined ? 'no result' : percent(valAccuracy)}`),
  });
  if (left === 0) return [];
  const why = limit.isOver ? 'there was no time' : 'the sweep was interrupted';
  const text = `${left} of the ${best.length * seeds} repeats are not done: ${why}. The same command goes on.`;
  display.note(text);
  return [text];
}
