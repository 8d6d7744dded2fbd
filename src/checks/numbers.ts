/** How checks write numbers for people: three digits, no trailing zeros, exponents where others would be long. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (value !== 0 && (magnitude < 1e-3 || magnitude >= 1e5))
    return Number(value.toPrecision(Math.max(1, digits - 1)))
      .toExponential()
      .replace('e+', 'e');
  return String(Number(value.toPrecision(digits)));
}

/** A learning rate as it is typed: `0.003`, `3e-5`. */
export function rateText(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
