/**
 * How much more a sum of products loses to rounding when it is computed by Winograd's F(outputs x outputs, taps x taps) than by its
 * definition, in the root of the mean square, if all roundings are independent (the model of Barabasz, Anderson, Soodhalter and
 * Gregg, "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks", 2020). It follows from the
 * points of interpolation alone: y = A^T [(G g) * (B^T d)] for one dimension (Toom and Cook), its square for two.
 * @param points the finite ones; infinity is always the last.
 */
export function winogradErrorFactors(points: readonly number[], outputs: number, taps: number) {
  const { a, g, b } = matrices(points, outputs, taps);
  const squares = (row: readonly number[]) => row.reduce((sum, value) => sum + value * value, 0);
  const column = (rows: readonly (readonly number[])[], i: number) => rows.map((row) => row[i] as number);
  /** The largest gain over the definition's sum of `terms` of a result that takes the products by `weights`. */
  const factor = (weights: readonly (readonly number[])[], other: readonly (readonly number[])[], terms: number) =>
    Math.max(
      ...(weights[0] ?? []).map((_, i) =>
        column(weights, i).reduce((sum, w, k) => sum + w * w * squares(other[k] ?? []) * squares(b[k] ?? []), 0),
      ),
    ) / terms;
  // The weight gradient is the transpose: outputs and taps change places.
  return { outputs: factor(a, g, taps), weights: factor(g, a, outputs) };
}

/** The rows for each point of A (powers of the point), G (powers over the differences to all others) and B^T. */
function matrices(points: readonly number[], outputs: number, taps: number) {
  const powers = (x: number, count: number) => Array.from({ length: count }, (_, i) => x ** i);
  const last = (count: number) => Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : 0));
  const others = (k: number) => points.filter((_, i) => i !== k);
  const scale = (k: number) => others(k).reduce((product, x) => product * ((points[k] as number) - x), 1);
  return {
    a: [...points.map((x) => powers(x, outputs)), last(outputs)],
    g: [...points.map((x, k) => powers(x, taps).map((value) => value / scale(k))), last(taps)],
    b: [...points.map((_, k) => polynomial(others(k))), polynomial(points)],
  };
}

/** Coefficients of the polynomial with these roots, the constant one first. */
function polynomial(roots: readonly number[]): number[] {
  let product = [1];
  // Times x is a shift by one place.
  for (const root of roots) product = [...product, 0].map((_, i) => (product[i - 1] ?? 0) - root * (product[i] ?? 0));
  return product;
}
