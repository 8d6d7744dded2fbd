/**
 * Elementary functions built from IEEE 754 additions, multiplications, divisions and square roots only, which every
 * machine rounds alike. `Math.exp` and its like may differ in the last bit between versions of Node.js, and a learning
 * rate or an initial weight that differs in one bit makes a different run. Relative error below 1e-15, except where
 * `exactPow` says otherwise.
 */

const LN2_HIGH = 0.6931471803691238; // ln 2 with its low 32 bits cleared, so that k * LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const words = new DataView(new ArrayBuffer(8));

/** e^x. */
export function exactExp(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW; // |r| <= ln 2 / 2
  let sum = 1;
  for (let i = 14; i >= 1; i--) sum = 1 + (sum * r) / i; // Taylor, Horner's scheme
  // Two factors, since 2^k alone leaves the range of normal numbers at both ends.
  const half = Math.trunc(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm. */
export function exactLog(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  const subnormal = x < 2 ** -1022;
  words.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  const high = words.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (subnormal ? 54 : 0);
  words.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = words.getFloat64(0); // [1, 2)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let i = 23; i >= 3; i -= 2) sum = (sum + 1 / i) * square;
  return exponent * LN2_HIGH + (2 * s + (2 * s * sum + exponent * LN2_LOW));
}

/** Logarithm to base 10. */
export function exactLog10(x: number): number {
  return exactLog(x) / Math.LN10;
}

/**
 * sqrt(a^2 + b^2), such as the standard error of a difference. The squares may overflow above 1e154, which `Math.hypot` avoids, by a way
 * that is left to each engine.
 */
export function exactHypot(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/**
 * base^exponent. A whole exponent n below 2^31 is computed by repeated squaring, exact where base^|n| is and else with a
 * relative error up to |n| 2^-53; a negative one is the reciprocal of that, and 0 where base^|n| overflows. Other
 * exponents go by way of the logarithm, with a relative error that grows with |log of the result|: below 2e-13.
 */
export function exactPow(base: number, exponent: number): number {
  if (Number.isNaN(exponent)) return Number.NaN;
  if (Number.isInteger(exponent) && Math.abs(exponent) < 2 ** 31) {
    let result = 1;
    let square = base;
    for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= square;
      square *= square;
    }
    return exponent < 0 ? 1 / result : result;
  }
  return base === 0 ? (exponent > 0 ? 0 : Number.POSITIVE_INFINITY) : exactExp(exponent * exactLog(base));
}

/** cos(pi * t), exact at whole and half t. */
export function cosPi(t: number): number {
  let turn = Math.abs(t) % 2;
  if (turn > 1) turn = 2 - turn;
  const sign = turn > 0.5 ? -1 : 1;
  if (turn > 0.5) turn = 1 - turn; // [0, 1/2]
  return sign * (turn <= 0.25 ? cosTaylor(turn * Math.PI) : sinTaylor((0.5 - turn) * Math.PI));
}

/** Division takes several times as long as multiplication. */
const RECIPROCALS = Float64Array.from({ length: 256 }, (_, i) => 1 / i);

/** The probability that a standard normal number is below x; absolute error below 1e-15. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (Math.abs(x) > 8.3) return x < 0 ? 0 : 1;
  // 1/2 + density(x) (x + x^3/3 + x^5/(3 5) + x^7/(3 5 7) + ...): no term takes away from another.
  const square = x * x;
  let term = x;
  let sum = x;
  for (let i = 3; Math.abs(term) > 2 ** -54 * Math.abs(sum); i += 2) {
    term *= square * (RECIPROCALS[i] ?? 1 / i);
    sum += term;
  }
  return 0.5 + (sum * exactExp(-square / 2)) / Math.sqrt(2 * Math.PI);
}

function cosTaylor(x: number): number {
  let sum = 1;
  for (let i = 20; i >= 2; i -= 2) sum = 1 - (sum * x * x) / (i * (i - 1));
  return sum;
}

function sinTaylor(x: number): number {
  let sum = 1;
  for (let i = 21; i >= 3; i -= 2) sum = 1 - (sum * x * x) / (i * (i - 1));
  return x * sum;
}

function powerOfTwo(k: number): number {
  words.setUint32(0, (k + 1023) << 20);
  words.setUint32(4, 0);
  return words.getFloat64(0);
}
