import type { TrialState } from '../../records/study/trial-record.ts';
import type { Style } from './style.ts';

/** The colour of how a trial ended; none for one that was completed. */
export function statePaint(state: TrialState, style: Style): ((text: string) => string) | undefined {
  if (state === 'completed') return undefined;
  if (state === 'pruned') return style.dim;
  return state === 'unfinished' ? style.second : style.bad;
}
