import { percent, pointsText } from '../../base/format.ts';
import type { StudyMetric } from '../../records/study/description.ts';
import type { RepeatedTrial } from './repeats.ts';

/** A trial that was not trained to its end with some of its seeds. */
export interface CutTrial {
  readonly of: number;
  readonly seeds: number;
  readonly cut: number;
}

/** What the comparison of repeated trials says, a sentence each. @param trials the best first */
export function repeatStatements(trials: readonly RepeatedTrial[], cut: readonly CutTrial[], metric: StudyMetric): string[] {
  const [best, ...others] = trials;
  const statements: string[] = [];
  if (best !== undefined) {
    statements.push(averageOf(best, others.length, metric));
    const alike = others.filter(({ isWorse }) => isWorse === false);
    if (alike.length > 0) statements.push(`${namesOf(alike)} not distinguishable from it.`);
    for (const other of others) if (other.isWorse === true) statements.push(worse(other, best, metric));
    const unknown = others.filter(({ isWorse }) => isWorse === undefined);
    const isSteady = ({ values }: RepeatedTrial) => Math.min(values.length, best.values.length) > 1;
    for (const other of unknown.filter(isSteady)) statements.push(steady(other, best, metric));
    const few = unknown.filter((other) => !isSteady(other));
    if (few.length > 0) statements.push(`${namesOf(few)} not compared with it: there are too few seeds.`);
  }
  for (const { of, seeds, cut: number } of cut)
    statements.push(`Trial ${of} was not trained to its end with ${number === seeds ? 'any' : number} of ${seedsText(seeds)}.`);
  return statements;
}

function averageOf({ of, values, mean, interval }: RepeatedTrial, others: number, metric: StudyMetric): string {
  const rank = others === 0 ? '' : ` is the best of ${others + 1}`;
  const where =
    interval === undefined
      ? '.'
      : `; with 95 % confidence the mean of all seeds is from ${valueText(interval[0], metric)} to ${valueText(interval[1], metric)}.`;
  return `Trial ${of}${rank}: ${valueText(mean, metric)} on average over ${seedsText(values.length)}${where}`;
}

function worse(other: RepeatedTrial, best: RepeatedTrial, metric: StudyMetric): string {
  const { of, p = 0 } = other;
  const probability = p < 0.001 ? 'below 0.001' : `= ${Number(p.toPrecision(2))}`;
  return `Trial ${of} is worse, by ${differenceText(other, best, metric)} on average (p ${probability}).`;
}

/** Of a difference that is there with every seed, and yet cannot be told from chance. */
function steady(other: RepeatedTrial, best: RepeatedTrial, metric: StudyMetric): string {
  const difference = differenceText(other, best, metric);
  return `Trial ${other.of} differs from it by the same amount with every seed, ${difference}: there is no scatter to judge by.`;
}

function differenceText(other: RepeatedTrial, best: RepeatedTrial, metric: StudyMetric): string {
  const by = Math.abs(best.mean - other.mean);
  return metric === 'valAccuracy' ? `${pointsText(by)} percentage points` : valueText(by, metric);
}

function namesOf(trials: readonly RepeatedTrial[]): string {
  const numbers = trials.map(({ of }) => String(of));
  if (numbers.length === 1) return `Trial ${numbers[0]} is`;
  return `Trials ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} are`;
}

function seedsText(seeds: number): string {
  return `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
}

function valueText(value: number, metric: StudyMetric): string {
  return metric === 'valAccuracy' ? percent(value) : String(Number(value.toPrecision(4)));
}
