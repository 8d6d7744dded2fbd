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

/** Beyond these, powers of ten have no double: nothing that is drawn is as small or as large. */
const SMALLEST = 1e-300;
const LARGEST = 1e300;
/** Of the values, a difference that ticks could not show. */
const FLAT = 1e-6;

/** Round numbers around a range, so that both ends are ticks. @param low not above `high` */
export function linearEnds(low: number, high: number): AxisEnds {
  const largest = Math.min(LARGEST, Math.max(Math.abs(low), Math.abs(high)));
  if (largest < SMALLEST) return { min: 0, max: 1, interval: 0.2 };
  // Values that hardly differ are shown with their distance from zero.
  const isFlat = high - low < largest * FLAT;
  const from = isFlat ? Math.min(0, low) : Math.max(low, -LARGEST);
  const to = isFlat ? Math.max(0, high) : Math.min(high, LARGEST);
  const width = to - from;
  const size = 10 ** Math.floor(Math.log10(width / TICKS));
  const interval = size * (ROUND.find((one) => one * size * TICKS >= width * 0.999) ?? 10);
  const first = Math.floor(from / interval + 1e-6);
  const last = Math.max(first + 1, Math.ceil(to / interval - 1e-6));
  return { min: exact(first * interval), max: exact(last * interval), interval };
}

/** The same of a logarithmic axis: 1, 2 or 5 times a power of ten. @param low above 0 */
export function logEnds(low: number, high: number): AxisEnds {
  const min = roundOnLog(Math.max(SMALLEST, low), false);
  const max = roundOnLog(Math.min(LARGEST, Math.max(SMALLEST, high)), true);
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
