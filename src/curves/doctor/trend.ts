import { median } from '../../base/median.ts';
import type { Series } from '../curve-log.ts';
import { finite } from './robust.ts';

/** A stretch of a curve, its noise averaged away. */
export interface Window {
  /** Where it is on the curve: 0 is the start of the log, 1 its end. */
  readonly at: number;
  /** The median of its values. */
  readonly level: number;
  /** Standard error of the level. */
  readonly error: number;
}

/** The standard error of a median over that of a mean, for normal noise: sqrt(pi / 2). */
const OF_MEDIAN = 1.2533;
/** Numbers of windows to try, the finest first. */
const FINENESS = [120, 80, 60, 40, 30, 20, 15, 12];
/** Of a longer log every second, third, ... value says as much about levels of windows. */
const MOST_VALUES = 60_000;
/** The fewest values of a window at the beginning. */
const FEWEST = 5;
/** A window is fine enough when its level is known to this part of the whole range. */
const PRECISE = 0.02;

/**
 * A curve as levels of windows of equal length, with what is known of their errors. All statements about a curve are made on
 * these, never on single values, so that noise and single spikes do not decide.
 *
 * As many windows as the noise allows: up to 120, as long as each level is known to 2 % of the range of the levels.
 */
export class Trend {
  /** Finite values that it rests on. */
  readonly count: number;
  readonly windows: readonly Window[];
  /** Robust standard deviation of single values around the trend, over the last half. */
  readonly noise: number;
  /** The level before anything was learned. */
  readonly start: number;
  /** Its standard error. */
  readonly startError: number;
  readonly first: number;
  readonly last: number;

  private constructor(at: readonly number[], values: readonly number[]) {
    this.count = values.length;
    this.first = at[0] ?? 0;
    this.last = at.at(-1) ?? 0;
    const start = beginning(values);
    this.start = start.level;
    this.startError = start.error;
    const places = at.map((place) => (place - this.first) / Math.max(this.last - this.first, Number.MIN_VALUE));
    let windows: Window[] = [];
    for (const wanted of FINENESS) {
      if (wanted > values.length && wanted !== FINENESS.at(-1)) continue;
      windows = cut(places, values, Math.min(wanted, values.length));
      const levels = windows.map(({ level }) => level);
      const range = Math.max(...levels) - Math.min(...levels);
      if (median(windows.map(({ error }) => error)) <= PRECISE * range) break;
    }
    this.windows = windows;
    this.noise = spread(residuals(places, values, windows).slice(values.length >> 1));
  }

  /** @returns undefined without two finite values. */
  static of(series: Series | undefined): Trend | undefined {
    if (series === undefined) return undefined;
    const all = finite(series);
    if (all.at.length < 2) return undefined;
    const every = Math.ceil(all.at.length / MOST_VALUES);
    const thinned = (list: readonly number[]) => (every === 1 ? list : list.filter((_, i) => i % every === 0));
    return new Trend(thinned(all.at), thinned(all.values));
  }

  /** The level at a place (0..1), between windows interpolated. */
  levelAt(place: number): number {
    return interpolate(this.windows, place);
  }

  /** Mean level of the windows in a stretch of the curve (at least the nearest one), with its error. */
  over(from: number, to: number): { readonly level: number; readonly error: number } {
    const inside = this.#inside(from, to);
    const level = inside.reduce((sum, window) => sum + window.level, 0) / inside.length;
    const error = Math.sqrt(inside.reduce((sum, window) => sum + window.error ** 2, 0)) / inside.length;
    return { level, error };
  }

  /** How far it falls over a stretch, by the median of the slopes between its windows (Theil and Sen), with the error. */
  fall(from: number, to: number): { readonly fall: number; readonly error: number } {
    const inside = this.#inside(from, to);
    const length = to - from;
    if (inside.length < 2) return { fall: this.levelAt(from) - this.levelAt(to), error: 2 * (inside[0]?.error ?? 0) };
    const slopes: number[] = [];
    for (const [i, a] of inside.entries()) for (const b of inside.slice(i + 1)) slopes.push((b.level - a.level) / (b.at - a.at));
    const middle = inside.reduce((sum, { at }) => sum + at, 0) / inside.length;
    const moment = inside.reduce((sum, { at }) => sum + (at - middle) ** 2, 0);
    const error = median(inside.map((window) => window.error));
    return { fall: -median(slopes) * length, error: (length * error) / Math.sqrt(moment) };
  }

  get lowest(): Window {
    return this.windows.reduce((a, b) => (b.level < a.level ? b : a));
  }

  get highest(): Window {
    return this.windows.reduce((a, b) => (b.level > a.level ? b : a));
  }

  /** The first place from which on two windows running are below a level; 1 when there is none. */
  firstBelow(level: number): number {
    const { windows } = this;
    const index = windows.findIndex((window, i) => window.level <= level && (windows[i + 1] ?? window).level <= level);
    if (index < 0) return 1;
    const window = windows[index] as Window;
    const before = windows[index - 1] ?? { at: 0, level: this.start };
    if (before.level <= level || before.level === window.level) return before.at;
    return before.at + ((before.level - level) / (before.level - window.level)) * (window.at - before.at);
  }

  #inside(from: number, to: number): readonly Window[] {
    const inside = this.windows.filter(({ at }) => at >= from && at <= to);
    if (inside.length > 0) return inside;
    const middle = (from + to) / 2;
    return [this.windows.reduce((a, b) => (Math.abs(b.at - middle) < Math.abs(a.at - middle) ? b : a))];
  }
}

/**
 * The level at which a curve begins: of its first values, twice as many, and so on up to a twentieth of all, the median that is
 * highest for sure. Of a curve that is flat at first that is a long stretch without much noise, of one that falls at once a short one.
 */
function beginning(values: readonly number[]): { readonly level: number; readonly error: number } {
  const [first = Number.NaN] = values;
  const noise = kinks(values.slice(0, 100));
  let best = { level: first, error: noise };
  for (let length = 3; length <= values.length / 20; length *= 2) {
    const error = (OF_MEDIAN * noise) / Math.sqrt(length);
    const level = median(values.slice(0, length));
    if (level - 2 * error > best.level - 2 * best.error) best = { level, error };
  }
  // What explodes within its first steps began at its first value.
  return best.level > 2 * first && first > 0 ? { level: first, error: noise } : best;
}

function cut(places: readonly number[], values: readonly number[], count: number): Window[] {
  const ends = Array.from({ length: count }, (_, i) => Math.round(((i + 1) * values.length) / count));
  // Much happens at the beginning: the first window is halved, its first half again, as long as there is something in them.
  while ((ends[0] as number) >= 2 * FEWEST) ends.unshift((ends[0] as number) >> 1);
  const parts = ends.map((to, i) => {
    const from = ends[i - 1] ?? 0;
    return { at: median(places.slice(from, to)), level: median(values.slice(from, to)), from, to };
  });
  const left = residuals(places, values, parts);
  // What is left over of values around a trend through all of them is too little.
  const perWindow = values.length / count;
  const share = perWindow >= 4 ? Math.sqrt(perWindow / (perWindow - 1)) : 1;
  const alone = perWindow < 4 ? kinks(values) : Number.NaN;
  const common = spread(left) * share;
  const persistence = correlation(left, common);
  return parts.map(({ at, level, from, to }) => {
    // Noise changes along a curve, so it is measured near the window.
    const margin = Math.max(to - from, 10);
    const near = spread(left.slice(Math.max(0, from - margin), to + margin)) * share;
    const noise = perWindow < 4 ? alone : Math.max(near, common / 4);
    const independent = Math.max(1, ((to - from) * (1 - persistence)) / (1 + persistence));
    const factor = to - from > 2 ? OF_MEDIAN : 1;
    return { at, level, error: (factor * noise) / Math.sqrt(independent) };
  });
}

/** The noise of values that are alone in their windows: from second differences, to which a smooth curve adds little. */
function kinks(values: readonly number[]): number {
  const second = values
    .slice(2)
    .map((value, i) => (value - 2 * (values[i + 1] as number) + (values[i] as number)) / Math.sqrt(6));
  return second.length === 0 ? Math.abs((values[1] ?? 0) - (values[0] ?? 0)) / 2 : spread(second);
}

function residuals(
  places: readonly number[],
  values: readonly number[],
  windows: readonly { at: number; level: number }[],
): number[] {
  let next = 0;
  return values.map((value, i) => {
    const place = places[i] as number;
    while (next < windows.length - 1 && (windows[next] as Window).at < place) next += 1;
    return value - between(windows[next - 1], windows[next] as Window, place);
  });
}

function interpolate(windows: readonly Window[], place: number): number {
  const next = windows.findIndex(({ at }) => at >= place);
  if (next < 0) return (windows.at(-1) as Window).level;
  return between(windows[next - 1], windows[next] as Window, place);
}

function between(a: { at: number; level: number } | undefined, b: { at: number; level: number }, place: number): number {
  if (a === undefined || place >= b.at) return b.level;
  return a.level + ((place - a.at) / (b.at - a.at)) * (b.level - a.level);
}

/** Robust standard deviation of values around 0: 1.4826 times the median of their sizes. */
function spread(values: readonly number[]): number {
  return values.length === 0 ? 0 : 1.4826 * median(values.map(Math.abs));
}

/** Correlation of each with the next, 0 to 0.9; outliers count as three standard deviations. */
function correlation(values: readonly number[], deviation: number): number {
  if (values.length < 8 || deviation === 0) return 0;
  const clipped = values.map((value) => Math.max(-3, Math.min(3, value / deviation)));
  let products = 0;
  let squares = 0;
  for (const [i, value] of clipped.entries()) {
    products += value * (clipped[i + 1] ?? 0);
    squares += value * value;
  }
  return squares === 0 ? 0 : Math.max(0, Math.min(0.9, products / squares));
}
