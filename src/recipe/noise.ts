/** The standard deviation of an accuracy that is measured on so many images (binomial), a fraction. */
export function measuringNoise(accuracy: number, images: number): number {
  // An accuracy of 1 is not known to be exactly that.
  const p = Math.min(accuracy, 1 - 1 / (2 * images));
  return Math.sqrt((p * (1 - p)) / images);
}

/** The standard deviation of values; undefined of fewer than two. */
export function deviationOf(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
