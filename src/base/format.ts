/** How numbers are written: for files (exact, shortest) and for people (short, with units). */

/**
 * The shortest decimal that reads back as the same float32 (for 2^-96, 2^87 and 2^90 one digit more than that); -0 as `0`,
 * NaN and infinities as `NaN`, `Infinity`, `-Infinity`.
 */
export function float32Text(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) return String(rounded);
  // Six digits survive in every normal number; subnormal ones have fewer to keep.
  for (let digits = Math.abs(rounded) < 2 ** -126 ? 1 : 6; digits < 9; digits++) {
    const text = rounded.toPrecision(digits);
    if (Math.fround(Number(text)) === rounded) return String(Number(text));
  }
  return String(Number(rounded.toPrecision(9)));
}

/** Smaller numbers are written with an exponent: `0.0001`, but `1e-5`. */
const SMALLEST_PLAIN = 1e-4;

/** The shortest text that reads back as the same number, as a person would write it, in YAML and JSON alike. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
  const isSmall = value !== 0 && Math.abs(value) < SMALLEST_PLAIN;
  return isSmall ? value.toExponential() : String(value);
}

/** A value that JSON can carry: NaN and infinities become the strings "NaN", "Infinity", "-Infinity". */
export function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** `12,345`. Not by `toLocaleString`, whose tables take 5 ms to load at the start of every command. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Three digits with a unit: `950`, `1.25k`, `38.6M`, `1.2G`. */
export function abbreviated(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${Number(scaled.toPrecision(3))}${units[unit]}`;
}

/** `1.2 MB`: decimal units, as disks and networks count. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${unit === 0 || scaled >= 99.95 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

/** `0.8 s`, `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A fraction as per cent: `98.92 %`. */
export function percent(fraction: number, digits = 2): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(digits)} %` : '-';
}

/** A difference of fractions in percentage points: `0.42`, `-0.03`. */
export function pointsText(difference: number): string {
  return (100 * difference).toFixed(2);
}

/** A shape as in error messages: `[64, 3, 32, 32]`. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
