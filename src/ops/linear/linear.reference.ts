import type { Shape } from '../../tensor/tensor.ts';

/** The linear map by its definition, in float64: the oracle of the kernels. */
export function linearReference([rows = 1, features = 1]: Shape, [outputs = 1]: Shape) {
  function eachProduct(visit: (y: number, x: number, weight: number) => void): void {
    for (let n = 0; n < rows; n++)
      for (let o = 0; o < outputs; o++)
        for (let f = 0; f < features; f++) visit(n * outputs + o, n * features + f, o * features + f);
  }
  return {
    forward([x, w, b]: readonly Float64Array[]): Float64Array {
      const y = Float64Array.from({ length: rows * outputs }, (_, i) => b?.[i % outputs] ?? 0);
      eachProduct((out, i, j) => {
        y[out] = (y[out] as number) + (x?.[i] as number) * (w?.[j] as number);
      });
      return y;
    },
    backward([x, w, b]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
      const dx = new Float64Array(rows * features);
      const dw = new Float64Array(outputs * features);
      eachProduct((out, i, j) => {
        dx[i] = (dx[i] as number) + (dy[out] as number) * (w?.[j] as number);
        dw[j] = (dw[j] as number) + (dy[out] as number) * (x?.[i] as number);
      });
      if (b === undefined) return [dx, dw];
      const db = new Float64Array(outputs);
      dy.forEach((value, i) => {
        db[i % outputs] = (db[i % outputs] as number) + value;
      });
      return [dx, dw, db];
    },
  };
}
