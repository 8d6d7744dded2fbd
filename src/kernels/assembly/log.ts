/**
 * Natural logarithm in float64 from additions, multiplications and divisions only, so that every machine gives the same
 * bits: log(2^k m) = k ln 2 + 2 atanh((m - 1) / (m + 1)), the series cut where |error| < 1e-16. Relative error below
 * 1e-15 for normal x. 0 gives -Infinity, negative numbers and NaN give NaN.
 */

/** ln 2 with its low 32 bits cleared, so that k * LN2_HIGH is exact, and the rest. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SQRT2: f64 = 1.4142135623730951;

// @ts-expect-error: decorator
@inline
export function log64(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  const bits = reinterpret<i64>(x);
  let k = <f64>(<i32>(bits >>> 52) - 1023);
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > SQRT2) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum: f64 = 0;
  for (let i = 21; i >= 3; i -= 2) sum = (sum + 1 / <f64>i) * square;
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}
