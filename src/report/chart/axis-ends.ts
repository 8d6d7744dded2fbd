/** Where an axis begins and ends, and how far its ticks are apart (undefined: the powers of ten). */
export interface AxisEnds {
  readonly min: number;
  readonly max: number;
  readonly interval: number | undefined;
}

/** Ticks of a linear axis, about. */
const TICKS = 6;
const ROUND = [1, 2, 2.5, 5, 10];
const ROUND_ON_LOG = [1, 2, 5, 10];

/** Round numbers around a range, so that both ends are ticks. @param low not above `high` */
export function linearEnds(low: number, high: number): AxisEnds {
  const width = high > low ? high - low : Math.abs(high) || 1;
  const size = 10 ** Math.floor(Math.log10(width / TICKS));
  const interval = size * (ROUND.find((one) => one * size * TICKS >= width * 0.999) ?? 10);
  const first = Math.floor(low / interval + 1e-6);
  const last = Math.max(first + 1, Math.ceil(high / interval - 1e-6));
  return { min: exact(first * interval), max: exact(last * interval), interval };
}

/** The same of a logarithmic axis: 1, 2 or 5 times a power of ten. @param low above 0 */
export function logEnds(low: number, high: number): AxisEnds {
  const min = roundOnLog(low, false);
  const max = roundOnLog(high, true);
  return max > min ? { min, max, interval: undefined } : { min: exact(min / 10), max: exact(max * 10), interval: undefined };
}

function roundOnLog(value: number, isUp: boolean): number {
  const size = 10 ** Math.floor(Math.log10(value));
  const mantissa = value / size;
  const round = isUp
    ? ROUND_ON_LOG.find((one) => one >= mantissa * 0.999)
    : ROUND_ON_LOG.findLast((one) => one <= mantissa * 1.001);
  return exact((round ?? 1) * size);
}

/** Without the digits that are only rounding. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}
