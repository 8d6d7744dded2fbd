type Function1 = (x: number) => number;
type Function2 = (a: number, b: number) => number;

/** A function element by element and its derivative, in float64: the oracle of the kernels. */
export function unaryReference(f: Function1, derivative: Function1) {
  return {
    forward: ([x]: readonly Float64Array[]) => Float64Array.from(x ?? [], f),
    backward: ([x]: readonly Float64Array[], dy: Float64Array) => [dy.map((g, i) => g * derivative(x?.[i] as number))],
  };
}

/** The same for two arguments, with the partial derivatives. */
export function binaryReference(f: Function2, partialA: Function2, partialB: Function2) {
  const apply = (g: Function2, [a, b]: readonly Float64Array[], i: number) => g(a?.[i] as number, b?.[i] as number);
  return {
    forward: (inputs: readonly Float64Array[]) => Float64Array.from(inputs[0] ?? [], (_, i) => apply(f, inputs, i)),
    backward: (inputs: readonly Float64Array[], dy: Float64Array) =>
      [partialA, partialB].map((g) => dy.map((value, i) => value * apply(g, inputs, i))),
  };
}
