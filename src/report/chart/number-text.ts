import { count } from '../../base/format.ts';

/** A place on an axis of steps or epochs: `12,000`, `2.5`. */
export function placeText(value: number): string {
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(6)));
}

/** The same of an axis that may be logarithmic, where -2 stands for 0.01: see `ChartPlan.xScale`. */
export function placeTextOn(scale: 'log' | undefined, place: number): string {
  if (scale === undefined) return placeText(place);
  // Powers of ten are exact.
  return Number.isInteger(place) ? valueText(Number(`1e${place}`), 'plain') : valueText(10 ** place, 'plain', 3);
}

/** A value of a curve with up to `digits` digits: `0.0123`, `1.2e-5`, `98.76 %`. */
export function valueText(value: number, numbers: 'plain' | 'percent', digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  if (numbers === 'percent') return `${Number((100 * value).toPrecision(digits))} %`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0001 || size >= 1_000_000)) {
    return value.toExponential(digits - 1).replace(/\.?0*e\+?/, 'e');
  }
  return String(Number(value.toPrecision(digits)));
}
