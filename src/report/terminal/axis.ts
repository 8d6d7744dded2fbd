import { count } from '../../base/format.ts';
import { axisText } from './numbers.ts';

/** A labelled place on an axis, in rows or columns from the axis' start. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Maps values to places 0..size-1; values beyond the ends are put on the ends. */
export interface Axis {
  readonly size: number;
  place(value: number): number;
  readonly ticks: readonly Tick[];
}

interface AxisOptions {
  readonly low: number;
  readonly high: number;
  readonly size: number;
  /** Fewest places between two ticks. */
  readonly spacing: number;
}

/** In steps: what a value may miss a tick by that it falls on, but for rounding. */
const SLACK = 1e-9;

/** An axis with ticks at multiples of 1, 2 or 5 times a power of ten, widened so that it ends in ticks. */
export function valueAxis({ low, high, size, spacing }: AxisOptions): Axis {
  const step = niceStep(((high - low) / (size - 1)) * spacing);
  const ends = { low: step * Math.floor(low / step + SLACK), high: step * Math.ceil(high / step - SLACK) };
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + SLACK));
  const isPlain = decimals <= 4 && Math.max(-ends.low, ends.high) < 100_000;
  return steppedAxis({ ...ends, size, step, text: isPlain ? (value) => value.toFixed(decimals) : axisText });
}

/** An axis of whole numbers, from the first to the last. */
export function countAxis({ low, high, size, spacing }: AxisOptions): Axis {
  const step = Math.max(1, niceStep(((high - low) / (size - 1)) * spacing));
  return steppedAxis({ low, high, size, step, text: count });
}

/** An axis on which equal ratios are equally far apart; `low` must be above 0. */
export function logAxis({ low, high, size, spacing }: AxisOptions): Axis {
  const last = size - 1;
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const place = (value: number) => (value <= 0 ? 0 : clamp(((Math.log10(value) - from) / (to - from)) * last, last));
  const placesPerDecade = last / (to - from);
  // The densest series whose narrowest gap is wide enough; where even decades are too near, every second, third, ...
  const factors = [[1, 2, 5], [1, 3], [1]].find((series) => narrowestGap(series) * placesPerDecade >= spacing) ?? [1];
  const decades = Math.max(1, Math.ceil(spacing / placesPerDecade));
  const ticks: Tick[] = [];
  for (let decade = Math.floor(from / decades) * decades; decade <= to; decade += decades) {
    for (const factor of factors) {
      const value = Number(`${factor}e${decade}`);
      if (value >= low && value <= high) ticks.push({ at: Math.round(place(value)), text: axisText(value) });
    }
  }
  return { size, place, ticks };
}

function steppedAxis({ low, high, size, step, text }: Stepped): Axis {
  const last = size - 1;
  const place = (value: number) => clamp(((value - low) / (high - low)) * last, last);
  const ticks: Tick[] = [];
  // Counting in steps from 0 keeps the ticks at round numbers.
  for (let i = Math.ceil(low / step - SLACK); i * step <= high + step * SLACK; i++) {
    ticks.push({ at: Math.round(place(i * step)), text: text(Number((i * step).toPrecision(12))) });
  }
  return { size, place, ticks };
}

interface Stepped {
  readonly low: number;
  readonly high: number;
  readonly size: number;
  readonly step: number;
  readonly text: (value: number) => string;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5].map((factor) => factor * power).find((step) => step >= least * (1 - SLACK)) ?? 10 * power;
}

/** In decades, the gap to the next decade included. */
function narrowestGap(factors: readonly number[]): number {
  return Math.min(...factors.map((factor, i) => Math.log10((factors[i + 1] ?? 10) / factor)));
}

function clamp(place: number, last: number): number {
  return Math.min(last, Math.max(0, place));
}
