/** Medians, and how far single rounds were from them. */

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns median, least and greatest; undefined where there is no value. */
export function spreadOf(values) {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length === 0) return undefined;
  return { median: median(known), min: Math.min(...known), max: Math.max(...known) };
}

/** `4,457 (4,301 - 4,480)`: as many digits as mean something. */
export function spreadText(spread, { scale = 1, unit = '' } = {}) {
  if (spread === undefined) return '-';
  const [middle, low, high] = [spread.median, spread.min, spread.max].map((value) => numberText(scale * value));
  return low === high ? `${middle}${unit}` : `${middle}${unit} (${low} - ${high})`;
}

/** Three digits, or all that stand before the point. */
export function numberText(value) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toLocaleString('en-US', {
    minimumFractionDigits: Math.min(digits, 3),
    maximumFractionDigits: Math.min(digits, 3),
  });
}
