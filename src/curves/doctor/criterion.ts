import { exactHypot } from '../../base/exact-math.ts';
import type { Evidence } from './reading.ts';

/** A number that is compared with a threshold, and how surely it is on the right side. */
export interface Criterion {
  readonly evidence: Evidence;
  /** 0..1; 0.5 at the threshold. */
  readonly score: number;
}

interface Measured {
  readonly quantity: string;
  readonly value: number;
  readonly threshold: number;
  /** How far beyond the threshold it has to be to be sure, where it is measured without any error. */
  readonly margin: number;
  /** Standard error of the value. */
  readonly error?: number;
  readonly source: string;
  /** How the value and the threshold are written. */
  readonly text: (value: number) => string;
}

/** Holds above a threshold. */
export function above(measured: Measured): Criterion {
  return criterion(measured, 1);
}

/** Holds below a threshold. */
export function below(measured: Measured): Criterion {
  return criterion(measured, -1);
}

/** Something that is there or not, such as a NaN. */
export function fact(evidence: Evidence, score = 1): Criterion {
  return { evidence, score };
}

/** As sure as the least sure of them. */
export function all(criteria: readonly Criterion[]): number {
  return criteria.reduce((least, { score }) => Math.min(least, score), 1);
}

/** Of criteria one of which is enough, the one that holds most surely. */
export function surest(criteria: readonly [Criterion, ...Criterion[]]): Criterion {
  return criteria.reduce((a, b) => (b.score > a.score ? b : a));
}

/** Two standard errors beyond the threshold, and the margin, make it sure. */
function criterion({ quantity, value, threshold, margin, error = 0, source, text }: Measured, sign: 1 | -1): Criterion {
  const width = exactHypot(margin, 2 * error);
  const beyond = (sign * (value - threshold)) / width;
  const evidence: Evidence = {
    ...{ quantity, value, text: text(value), threshold: `${sign > 0 ? 'above' : 'below'} ${text(threshold)}`, source },
  };
  return {
    evidence, // What could not be measured does not hold.
    score: Number.isNaN(beyond) ? 0 : Math.max(0, Math.min(1, 0.5 + beyond / 2)),
  };
}

export const asPercent = (value: number): string => `${Number((100 * value).toPrecision(Math.abs(value) >= 0.1 ? 3 : 2))} %`;
export const asTimes = (value: number): string => `${Number(value.toPrecision(3))} times`;
export const asNumber = (value: number): string => String(Number(value.toPrecision(3)));
