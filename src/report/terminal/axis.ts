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
  readonly text?: (value: number) => string;
  /** Ticks at whole numbers only. */
  readonly whole?: boolean;
}

/** An axis from `low` to `high` with ticks at 1, 2 or 5 times a power of ten. */
export function linearAxis({ low, high, size, spacing, text = axisText, whole = false }: AxisOptions): Axis {
  const last = size - 1;
  const place = (value: number) => clamp(((value - low) / (high - low)) * last, last);
  const step = niceStep(((high - low) / last) * spacing, whole);
  const ticks: Tick[] = [];
  // Counting in steps from 0 keeps the ticks at round numbers; the tiny slack keeps one that falls on an end.
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push({ at: Math.round(place(i * step)), text: text(Number((i * step).toPrecision(12))) });
  }
  return { size, place, ticks };
}

/** An axis on which equal ratios are equally far apart; `low` must be above 0. */
export function logAxis({ low, high, size, spacing, text = axisText }: AxisOptions): Axis {
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
      if (value >= low && value <= high) ticks.push({ at: Math.round(place(value)), text: text(value) });
    }
  }
  return { size, place, ticks };
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
function niceStep(least: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least * (1 - 1e-9)) ?? 10 * power;
  return whole ? Math.max(1, step) : step;
}

/** In decades, the gap to the next decade included. */
function narrowestGap(factors: readonly number[]): number {
  return Math.min(...factors.map((factor, i) => Math.log10((factors[i + 1] ?? 10) / factor)));
}

function clamp(place: number, last: number): number {
  return Math.min(last, Math.max(0, place));
}
