/** Mean squared error by its definition, in float64. The oracle of the kernels. */
export const meanSquaredErrorReference = {
  forward([a, b]: readonly Float64Array[]): Float64Array {
    const { prediction, target } = both(a, b);
    return Float64Array.of(
      prediction.reduce((sum, value, i) => sum + (value - (target[i] as number)) ** 2, 0) / prediction.length,
    );
  },
  backward([a, b]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
    const { prediction, target } = both(a, b);
    const gradient = prediction.map(
      (value, i) => ((2 * (value - (target[i] as number))) / prediction.length) * (dy[0] as number),
    );
    return [gradient, gradient.map((value) => -value)];
  },
};

function both(a: Float64Array | undefined, b: Float64Array | undefined) {
  if (a === undefined || b === undefined) throw new Error('mean squared error takes two arrays');
  return { prediction: a, target: b };
}
