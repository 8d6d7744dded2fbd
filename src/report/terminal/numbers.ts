/** A loss with four decimals, or two after the leading digit where four decimals would say too little or too much. */
export function lossText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 10_000) ? value.toExponential(2) : value.toFixed(4);
}

/** A number next to an axis, three digits at most: `2.3`, `0.052`, `2000`, `1e-7`, `1.2e6`. */
export function axisText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0001 || size >= 100_000)) return value.toExponential(2).replace(/\.?0*e\+?/, 'e');
  return String(Number(value.toPrecision(3)));
}
