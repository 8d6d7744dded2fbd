/** The standard deviation of an accuracy that is measured on so many images (binomial), a fraction. */
export function measuringNoise(accuracy: number, images: number): number {
  // An accuracy of 1 is not known to be exactly that.
  const p = Math.min(accuracy, 1 - 1 / (2 * images));
  return Math.sqrt((p * (1 - p)) / images);
}
