import { Moments } from '../../base/statistics.ts';
import { criticalT } from '../../base/student-t.ts';
import type { StudyMetric } from '../../records/study/description.ts';
import { resultOf } from '../../records/study/ranking.ts';
import type { RepeatRecord } from '../../records/study/trial-record.ts';
import { chanceOfDifference, corrected, type Results } from './comparison.ts';
import { repeatStatements } from './repeat-statements.ts';

/** A trial over several seeds. */
export interface RepeatedTrial {
  /** The index of the trial. */
  readonly of: number;
  /** By seed. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Standard deviation between seeds, with n - 1; undefined of a single one. */
  readonly deviation: number | undefined;
  /** Where the mean of all seeds is, with a confidence of 95 %, no further than an accuracy goes; undefined of a single seed. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** The probability of such a difference to the best one by chance, corrected; undefined where it cannot be told, and of the best. */
  readonly p: number | undefined;
  /** Whether it is worse than the best one by more than chance; undefined where `p` is. */
  readonly isWorse: boolean | undefined;
}

export interface RepeatComparison {
  /** The best mean first; without those that have no result. */
  readonly trials: readonly RepeatedTrial[];
  /** A sentence each. */
  readonly statements: readonly string[];
}

/** How often the statements may be wrong by chance. */
const LEVEL = 0.05;

/**
 * Compares trials that were trained again with other seeds, and says which cannot be told from the best: t tests of all pairs,
 * corrected for their number. All pairs, since the best is best by chance as well; comparisons with it alone would find too many
 * differences. The trainings of the study itself do not count, since the trials were chosen because these went well.
 *
 * @returns undefined when nothing was repeated
 */
export function compareRepeats(repeats: readonly RepeatRecord[], metric: StudyMetric): RepeatComparison | undefined {
  if (repeats.length === 0) return undefined;
  const sign = metric === 'valAccuracy' ? 1 : -1;
  const samples = samplesOf(repeats, metric);
  const ranked = samples.filter(({ results }) => results.size > 0).sort((a, b) => sign * (b.mean - a.mean) || a.of - b.of);
  const tested = ranked.flatMap((a, i) =>
    ranked.slice(i + 1).flatMap((b) => {
      const p = chanceOfDifference(a.results, b.results);
      return p === undefined ? [] : [{ a, b, p }];
    }),
  );
  const ps = corrected(tested.map(({ p }) => p));
  const trials = ranked.map((sample, place): RepeatedTrial => {
    const p = place === 0 ? undefined : ps[tested.findIndex(({ a, b }) => a === ranked[0] && b === sample)];
    return { ...summaryOf(sample, metric), p, isWorse: p === undefined ? undefined : p < LEVEL };
  });
  const cut = samples.flatMap(({ of, seeds, results }) =>
    results.size < seeds ? [{ of, seeds, cut: seeds - results.size }] : [],
  );
  return { trials, statements: repeatStatements(trials, cut, metric) };
}

/**
 * The standard deviation of results between seeds, of all trials together (pooled, each around its own mean).
 * @returns undefined where no trial was trained to its end with two seeds
 */
export function noiseBetweenSeeds(repeats: readonly RepeatRecord[], metric: StudyMetric): number | undefined {
  let squares = 0;
  let degrees = 0;
  for (const { results } of samplesOf(repeats, metric)) {
    if (results.size < 2) continue;
    const { sampleDeviation } = new Moments().addAll([...results.values()]);
    squares += (results.size - 1) * sampleDeviation ** 2;
    degrees += results.size - 1;
  }
  return degrees === 0 ? undefined : Math.sqrt(squares / degrees);
}

interface Sample {
  readonly of: number;
  /** How many seeds were tried. */
  readonly seeds: number;
  /** Of those with which it was trained to its end. */
  readonly results: Results;
  readonly mean: number;
}

function samplesOf(repeats: readonly RepeatRecord[], metric: StudyMetric): Sample[] {
  const ofs = [...new Set(repeats.map(({ of }) => of))].sort((a, b) => a - b);
  return ofs.map((of) => {
    const own = repeats.filter((repeat) => repeat.of === of).sort((a, b) => a.seed - b.seed);
    const results = new Map<number, number>();
    for (const repeat of own) {
      const result = resultOf(repeat, metric);
      if (repeat.state === 'completed' && result !== undefined) results.set(repeat.seed, result);
    }
    return { of, seeds: own.length, results, mean: new Moments().addAll([...results.values()]).mean };
  });
}

function summaryOf({ of, results, mean }: Sample, metric: StudyMetric) {
  const values = [...results.values()];
  const { sampleDeviation: deviation, standardError } = new Moments().addAll(values);
  if (values.length < 2) return { of, values, mean, deviation: undefined, interval: undefined };
  const half = criticalT(LEVEL, values.length - 1) * standardError;
  // Student's interval knows no ends; an accuracy lies between 0 and 1.
  const [lowest, highest] = metric === 'valAccuracy' ? [0, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const interval = [Math.max(lowest, mean - half), Math.min(highest, mean + half)] as const;
  return { of, values, mean, deviation, interval };
}
