import { count } from '../../base/format.ts';
import type { TrialRecord, TrialState } from '../../records/study/trial-record.ts';

/** How many trials ended in a state, and why. */
export interface Ending {
  readonly state: TrialState;
  readonly count: number;
  /** The most frequent first. Where sentences differ in numbers alone, these are left out: `...`. */
  readonly reasons: readonly { readonly text: string; readonly count: number }[];
}

const STATES: readonly TrialState[] = ['completed', 'pruned', 'diverged', 'failed', 'unfinished'];
const NUMBER = /[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?/gi;

/** Trials by how they ended; states without a trial are left out. */
export function endingsOf(trials: readonly Pick<TrialRecord, 'state' | 'reason'>[]): Ending[] {
  return STATES.flatMap((state) => {
    const own = trials.filter((trial) => trial.state === state);
    if (own.length === 0) return [];
    const reasons = own.map(({ reason }) => reason).filter((reason) => reason !== undefined);
    return [{ state, count: own.length, reasons: alike(reasons) }];
  });
}

/** `20 completed, 3 pruned`. */
export function endingsText(trials: readonly Pick<TrialRecord, 'state' | 'reason'>[]): string {
  return endingsOf(trials)
    .map(({ state, count: number }) => `${count(number)} ${state}`)
    .join(', ');
}

/** Sentences that are the same but for numbers, as one. */
function alike(sentences: readonly string[]): Ending['reasons'] {
  const groups = new Map<string, string[]>();
  for (const sentence of sentences) {
    const pattern = sentence.replace(NUMBER, '#');
    const group = groups.get(pattern);
    if (group === undefined) groups.set(pattern, [sentence]);
    else group.push(sentence);
  }
  return [...groups.values()]
    .map((group) => ({ text: common(group), count: group.length }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** What all say, with an ellipsis for each number that is not the same in all. */
function common([first = '', ...others]: readonly string[]): string {
  const numbers = [first, ...others].map((sentence) => sentence.match(NUMBER) ?? []);
  let i = -1;
  return first.replace(NUMBER, (number) => {
    i += 1;
    return numbers.every((own) => own[i] === number) ? number : '...';
  });
}
