/** Softmax cross-entropy by its definition: float64 loops over logits [rows][classes]. The oracle of the kernels. */
export function crossEntropyReference(labels: readonly number[], classes: number, labelSmoothing = 0) {
  const target = (row: number, c: number) => (c === labels[row] ? 1 - labelSmoothing : 0) + labelSmoothing / classes;

  function softmax(logits: Float64Array, row: number): { readonly p: Float64Array; readonly logP: Float64Array } {
    const z = logits.slice(row * classes, (row + 1) * classes);
    const most = z.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const sum = z.reduce((total, value) => total + Math.exp(value - most), 0);
    return { p: z.map((value) => Math.exp(value - most) / sum), logP: z.map((value) => value - most - Math.log(sum)) };
  }

  return {
    forward([logits]: readonly Float64Array[]): Float64Array {
      let sum = 0;
      labels.forEach((_, row) => {
        softmax(logits as Float64Array, row).logP.forEach((value, c) => {
          if (target(row, c) !== 0) sum -= target(row, c) * value;
        });
      });
      return Float64Array.of(sum / labels.length);
    },
    backward([logits]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
      const dx = new Float64Array(labels.length * classes);
      labels.forEach((_, row) => {
        softmax(logits as Float64Array, row).p.forEach((value, c) => {
          dx[row * classes + c] = ((value - target(row, c)) / labels.length) * (dy[0] as number);
        });
      });
      return [dx];
    },
  };
}
