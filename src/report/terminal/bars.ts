const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const FULL = '█';
const MARK = '│';

/** A bar of so many columns at most, to an eighth of a column; nothing for NaN. @param fraction of the columns; below 0 as 0, above 1 as 1. */
export function bar(fraction: number, columns: number): string {
  if (Number.isNaN(fraction)) return '';
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * columns * 8);
  return FULL.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** A bar of twice so many columns with a mark in its middle, between two columns: what it should come up to. */
export function markedBar(fraction: number, half: number): string {
  const whole = bar(fraction, 2 * half).padEnd(2 * half);
  return `${whole.slice(0, half)}${MARK}${whole.slice(half)}`.trimEnd();
}

/** Where a value lies from `low` (0) to `high` (1) on a logarithmic scale; 0 and negative values at the start. */
export function logFraction(value: number, low: number, high: number): number {
  if (value <= 0) return 0;
  return Math.log10(value / low) / Math.log10(high / low);
}
