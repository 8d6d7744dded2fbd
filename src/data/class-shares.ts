import { exactLog } from '../base/exact-math.ts';
import type { DataPart } from './prepare.ts';

/** How many examples of a part each class has. */
export function countClasses({ set, indices }: DataPart, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indices) {
    const label = set.labels[index] as number;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** The cross-entropy of always answering the shares of the classes, in natural units. */
export function entropyOf(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / total) * exactLog(count / total)), 0);
}
