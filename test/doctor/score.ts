import type { CurveLog } from '../../src/curves/curve-log.ts';
import { diagnose } from '../../src/curves/doctor/diagnose.ts';
import { type Reading, SHAPES, type Shape } from '../../src/curves/doctor/reading.ts';
import { textTable } from '../helpers/text-table.ts';

/** A log and what is to be said of it. */
export interface Case {
  readonly name: string;
  readonly log: CurveLog;
  /** What is to be told first: one of these. */
  readonly right: readonly Shape[];
  /** What is true of it as well. */
  readonly also: readonly Shape[];
}

export interface Verdict {
  readonly name: string;
  readonly label: Shape;
  readonly readings: readonly Reading[];
  readonly isRight: boolean;
  /** A reading that it is sure of, and that is not true. */
  readonly isConfidentlyWrong: boolean;
}

/** From here up a reading counts as sure. */
const SURE = 0.8;

export function judge({ name, log, right, also }: Case): Verdict {
  const readings = diagnose(log);
  const isTrue = (shape: Shape) => right.includes(shape) || also.includes(shape);
  return {
    ...{ name, label: right[0] as Shape, readings },
    isRight: right.includes(readings[0]?.shape as Shape),
    isConfidentlyWrong: readings.some(
      ({ shape, confidence }) => confidence >= SURE && shape !== 'inconclusive' && !isTrue(shape),
    ),
  };
}

export interface Score {
  readonly shape: Shape | 'all';
  readonly cases: number;
  readonly right: number;
  readonly confidentlyWrong: number;
  /** What was said instead, with how often. */
  readonly instead: string;
}

/** A row for each shape, and one for all. */
export function scores(verdicts: readonly Verdict[]): Score[] {
  const rows = SHAPES.map((shape) =>
    scoreOf(
      shape,
      verdicts.filter(({ label }) => label === shape),
    ),
  );
  return [...rows.filter(({ cases }) => cases > 0), scoreOf('all', verdicts)];
}

function scoreOf(shape: Shape | 'all', verdicts: readonly Verdict[]): Score {
  const counts = new Map<string, number>();
  for (const { isRight, readings } of verdicts) {
    const said = readings[0]?.shape ?? '';
    if (!isRight) counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return {
    ...{ shape, cases: verdicts.length, right: verdicts.filter(({ isRight }) => isRight).length },
    confidentlyWrong: verdicts.filter(({ isConfidentlyWrong }) => isConfidentlyWrong).length,
    instead: shape === 'all' ? '' : [...counts].map(([said, count]) => `${said} ${count}`).join(', '),
  };
}

export function scoreTable(rows: readonly Score[]): string {
  const cells = rows.map(({ shape, cases, right, confidentlyWrong, instead }) => [
    ...[shape, String(cases), `${right} (${((100 * right) / cases).toFixed(0)} %)`, String(confidentlyWrong), instead],
  ]);
  return textTable([['shape', 'logs', 'right', 'sure but wrong', 'said instead'], ...cells]);
}
