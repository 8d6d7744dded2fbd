interface DifferentiableReference {
  forward(inputs: readonly Float64Array[]): Float64Array;
  backward(inputs: readonly Float64Array[], dy: Float64Array): readonly (Float64Array | undefined)[];
}

/** An operation with ReLU behind it, in float64: the oracle of operations that apply it to their own output. */
export function thenRelu({ forward, backward }: DifferentiableReference): DifferentiableReference {
  return {
    forward: (inputs) => forward(inputs).map((value) => Math.max(value, 0)),
    backward(inputs, dy) {
      const before = forward(inputs);
      return backward(
        inputs,
        dy.map((gradient, i) => ((before[i] as number) > 0 ? gradient : 0)),
      );
    },
  };
}

/** An operation with a residual added to its output, which becomes its last input. */
export function plusResidual({ forward, backward }: DifferentiableReference): DifferentiableReference {
  const split = (inputs: readonly Float64Array[]) => [inputs.slice(0, -1), inputs.at(-1) ?? new Float64Array()] as const;
  return {
    forward(inputs) {
      const [own, residual] = split(inputs);
      return forward(own).map((value, i) => value + (residual[i] as number));
    },
    backward: (inputs, dy) => [...backward(split(inputs)[0], dy), dy],
  };
}
