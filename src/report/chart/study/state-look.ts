import type { TrialState } from '../../../records/study/trial-record.ts';
import type { ColourName } from '../plan.ts';

/** How trials of each state are drawn, what is drawn on top last. */
export const STATE_LOOKS: readonly { readonly state: TrialState; readonly colour: ColourName }[] = [
  { state: 'failed', colour: 'validation' },
  { state: 'diverged', colour: 'validation' },
  { state: 'unfinished', colour: 'gradient' },
  { state: 'pruned', colour: 'quiet' },
  { state: 'completed', colour: 'train' },
];
