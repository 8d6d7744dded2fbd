/** Mean and sample standard deviation. */
export function describeSample(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

export interface Difference {
  /** Mean of the second sample less that of the first. */
  readonly difference: number;
  /** The interval of 95 % confidence. */
  readonly from: number;
  readonly to: number;
}

/**
 * The difference of two means whose samples may vary by different amounts (Welch, "The generalization of 'Student's' problem when
 * several different population variances are involved", 1947). Samples of two values or more.
 */
export function welch(first: readonly number[], second: readonly number[]): Difference {
  const [a, b] = [describeSample(first), describeSample(second)];
  const [va, vb] = [a.deviation ** 2 / first.length, b.deviation ** 2 / second.length];
  const difference = b.mean - a.mean;
  if (va + vb === 0) return { difference, from: difference, to: difference };
  const freedom = (va + vb) ** 2 / (va ** 2 / (first.length - 1) + vb ** 2 / (second.length - 1));
  const reach = studentQuantile(freedom) * Math.sqrt(va + vb);
  return { difference, from: difference - reach, to: difference + reach };
}

/** The 97.5 % quantile of Student's t distribution. @param freedom degrees of freedom, 1 or more, need not be whole */
export function studentQuantile(freedom: number): number {
  let [low, high] = [0, 13];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, freedom) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The probability of |T| < t. With T = sqrt(freedom) tan(angle) the density becomes that of cos(angle)^(freedom - 1), which
 * is integrated over the angle by Simpson's rule, and needs no gamma function: the whole of it is 1.
 */
function centralProbability(t: number, freedom: number): number {
  const density = (angle: number) => Math.cos(angle) ** (freedom - 1);
  return integral(density, Math.atan(t / Math.sqrt(freedom))) / integral(density, Math.PI / 2);
}

function integral(f: (x: number) => number, to: number): number {
  const pieces = 2000;
  const step = to / pieces;
  let sum = f(0) + f(to);
  for (let i = 1; i < pieces; i++) sum += (i % 2 === 1 ? 4 : 2) * f(i * step);
  return (sum * step) / 3;
}
