import type { Shape } from '../../tensor/tensor.ts';

/** The matrix product by its definition, in float64: the oracle of the kernels. */
export function matmulReference([rows = 1, length = 1]: Shape, [, columns = 1]: Shape) {
  function eachProduct(visit: (y: number, a: number, b: number) => void): void {
    for (let m = 0; m < rows; m++)
      for (let n = 0; n < columns; n++) for (let k = 0; k < length; k++) visit(m * columns + n, m * length + k, k * columns + n);
  }
  return {
    forward([a, b]: readonly Float64Array[]): Float64Array {
      const y = new Float64Array(rows * columns);
      eachProduct((out, i, j) => {
        y[out] = (y[out] as number) + (a?.[i] as number) * (b?.[j] as number);
      });
      return y;
    },
    backward([a, b]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
      const da = new Float64Array(rows * length);
      const db = new Float64Array(length * columns);
      eachProduct((out, i, j) => {
        da[i] = (da[i] as number) + (dy[out] as number) * (b?.[j] as number);
        db[j] = (db[j] as number) + (dy[out] as number) * (a?.[i] as number);
      });
      return [da, db];
    },
  };
}
