/** Softmax over rows [rows][classes] by its definition, in float64. The oracle of the kernels. */
export function softmaxReference(classes: number) {
  const rowsOf = (values: Float64Array) =>
    Array.from({ length: values.length / classes }, (_, row) => values.slice(row * classes, (row + 1) * classes));

  function softmax(row: Float64Array): Float64Array {
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
    return row.map((value) => Math.exp(value - most) / sum);
  }

  return {
    forward([x]: readonly Float64Array[]): Float64Array {
      return Float64Array.from(rowsOf(x as Float64Array).flatMap((row) => [...softmax(row)]));
    },
    backward([x]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
      const upstream = rowsOf(dy);
      const gradients = rowsOf(x as Float64Array).flatMap((row, n) => {
        const y = softmax(row);
        const g = upstream[n] as Float64Array;
        const mean = y.reduce((sum, value, c) => sum + value * (g[c] as number), 0);
        return [...y.map((value, c) => value * ((g[c] as number) - mean))];
      });
      return [Float64Array.from(gradients)];
    },
  };
}
