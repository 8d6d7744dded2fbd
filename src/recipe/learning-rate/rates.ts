/** The rates that the lecture names: "good ones to try". */
export const DECADES = [1e-1, 1e-2, 1e-3, 1e-4] as const;

/** How far the decades go on where the best is at their end. */
export const LOWEST = 1e-7;
export const HIGHEST = 10;

/** The tenfold, or the tenth, as it is written: 0.001 and not 0.0010000000000000002. */
export function decade(rate: number, by: 1 | -1): number {
  return Number((by === 1 ? rate * 10 : rate / 10).toPrecision(6));
}

/** The half-decades above and below a decade: threes, 0.03 and 0.003 about 0.01. */
export function halfDecades(rate: number): readonly [below: number, above: number] {
  return [Number((rate * 0.3).toPrecision(6)), Number((rate * 3).toPrecision(6))];
}

/** Whether two rates are the same for all that matters. */
export function isNear(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 0.05;
}
