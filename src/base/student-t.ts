import { exactExp, exactLog } from './exact-math.ts';

/**
 * The probability that the size of a Student t is above `t` by chance, for any number of degrees of freedom above 0:
 * I_x(df / 2, 1 / 2), the regularised incomplete beta function, at x = df / (df + t^2). Absolute error below 1e-13.
 */
export function twoSidedP(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN;
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5);
}

/** The t whose size is above it with this probability: the half width of an interval in standard errors. @param p in (0, 1) */
export function criticalT(p: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (twoSidedP(high, degrees) > p && high < 1e300) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (twoSidedP(middle, degrees) > p) low = middle;
    else high = middle;
  }
  return high;
}

/** I_x(a, b) by its continued fraction (Abramowitz and Stegun, 26.5.8), evaluated as Lentz does. @param rest 1 - x, as exact as x */
function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  if (x <= 0 || rest <= 0) return x <= 0 ? 0 : 1;
  // It converges fast on this side of the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(rest, x, b, a);
  const front = exactExp(a * exactLog(x) + b * exactLog(rest) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const notZero = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** Stirling's series, beyond 10; the recurrence brings smaller arguments there. @param x above 0 */
function logGamma(x: number): number {
  let shift = 1;
  let y = x;
  for (; y < 10; y += 1) shift *= y;
  const square = 1 / (y * y);
  // B_2k / (2k (2k - 1)) for k = 1, 2, ...
  const series =
    1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360))));
  return (y - 0.5) * exactLog(y) - y + HALF_LOG_2_PI + series / y - exactLog(shift);
}

const HALF_LOG_2_PI = 0.9189385332046727;
