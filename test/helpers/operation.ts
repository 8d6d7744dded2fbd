import { expect } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { Engine } from '../../src/tensor/engine.ts';
import { type Layout, lanesOf, type Shape, type Tensor } from '../../src/tensor/tensor.ts';

/** Plain float64 loops over arrays in the order of the shape (NCHW): the oracle of one operation. */
export interface Reference {
  forward(inputs: readonly Float64Array[]): Float64Array;
  /** Gradients of sum(output * upstream) with respect to each input; undefined for inputs that take none. */
  backward(inputs: readonly Float64Array[], upstream: Float64Array): readonly (Float64Array | undefined)[];
}

export interface OperationCase {
  readonly inputs: readonly {
    readonly shape: Shape;
    readonly layout: Layout;
    readonly values?: ArrayLike<number>;
    readonly gradient?: boolean;
  }[];
  apply(inputs: readonly Tensor[]): Tensor;
  readonly reference: Reference;
  /** The length of the longest sum in the operation: float32 error grows with its root. */
  readonly reduction: number;
  /** Error allowed per unit of sqrt(reduction), 4e-7 by default: about three units in the last place. */
  readonly tolerance?: number;
  readonly seed?: number;
}

/** What an operation reads that it did not write, or has given back, is NaN. */
const engine = new Engine({ poison: true });
const engines = engine.build === 'simd' ? [engine] : [engine, new Engine({ build: 'simd', poison: true })];

/**
 * Proves an operation in three layers: finite differences prove the float64 reference, the kernels match the reference
 * forward and backward, and a second run gives the same bits. The upstream gradient is random. The padding of results
 * and gradients must be zero.
 */
export function checkOperation(given: OperationCase): void {
  const random = Random.derive(given.seed ?? 1, 'operation test');
  const values = given.inputs.map(({ shape, values: fixed }) =>
    Float64Array.from(fixed ?? normals(random, product(shape)), Math.fround),
  );
  const output = given.reference.forward(values);
  const upstream = Float64Array.from(normals(random, output.length), Math.fround);
  const gradients = given.reference.backward(values, upstream);
  checkByFiniteDifferences(given.reference, values, upstream, gradients);

  const first = runOnKernels(given, values, upstream);
  const allowed = (given.tolerance ?? 4e-7) * Math.sqrt(given.reduction);
  expect(first.output.length).toBe(output.length);
  // A sum of n products of standard normals is about sqrt(n) large; where it happens to cancel, its error does not.
  const typical = Math.sqrt(given.reduction);
  expectClose(first.output, output, allowed, typical, 'output');
  gradients.forEach((gradient, i) => {
    if (gradient === undefined || given.inputs[i]?.gradient === false) return;
    const measured = first.gradients[i];
    if (measured === undefined) throw new Error(`input ${i} got no gradient`);
    expectClose(measured, gradient, allowed, typical, `gradient of input ${i}`);
  });

  const second = runOnKernels(given, values, upstream);
  expect(second).toEqual(first);
}

/** Proves that two ways to compute the same give the same bits, outputs and gradients, in every build that runs here. */
export function checkSameBits(
  inputs: OperationCase['inputs'],
  one: OperationCase['apply'],
  other: OperationCase['apply'],
  seed = 1,
): void {
  const random = Random.derive(seed, 'same bits');
  const values = inputs.map(({ shape, values: fixed }) =>
    Float64Array.from(fixed ?? normals(random, product(shape)), Math.fround),
  );
  for (const on of engines) {
    const length = on.step(() => one(leaves(on, inputs, values)).size);
    const upstream = normals(Random.derive(seed, 'upstream'), length);
    expect(runOnKernels({ inputs, apply: one }, values, upstream, on), on.build).toEqual(
      runOnKernels({ inputs, apply: other }, values, upstream, on),
    );
  }
}

/** Largest difference over the largest expected value, or over `atLeast` where all are smaller. */
export function relativeError(measured: ArrayLike<number>, expected: ArrayLike<number>, atLeast = 1e-30): number {
  let difference = 0;
  let largest = atLeast;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs((measured[i] as number) - (expected[i] as number));
    difference = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(difference, gap);
    largest = Math.max(largest, Math.abs(expected[i] as number));
  }
  return difference / largest;
}

export function normals(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => random.normal());
}

function runOnKernels(
  given: Pick<OperationCase, 'inputs' | 'apply'>,
  values: readonly Float64Array[],
  upstream: Float64Array,
  on = engine,
) {
  return on.step(() => {
    const inputs = leaves(on, given.inputs, values);
    const result = given.apply(inputs);
    const output = result.toArray();
    expectZeroPadding(result, result.address);
    if (result.requiresGradient) {
      const seed = on.output(result.shape, result.layout, []).set(upstream);
      on.tape.backward(result, seed);
    }
    for (const input of inputs) if (input.gradientAddress !== undefined) expectZeroPadding(input, input.gradientAddress);
    return { output, gradients: inputs.map((input) => input.gradientArray()) };
  });
}

/** Leaves of the graph, persistent so that they may want a gradient. Memory of tests is small and goes with the process. */
function leaves(on: Engine, inputs: OperationCase['inputs'], values: readonly Float64Array[]): readonly Tensor[] {
  return inputs.map(({ shape, layout, gradient }, i) =>
    on.persistent(shape, layout, gradient ?? true).set(values[i] as Float64Array),
  );
}

function checkByFiniteDifferences(
  reference: Reference,
  values: readonly Float64Array[],
  upstream: Float64Array,
  gradients: readonly (Float64Array | undefined)[],
): void {
  const random = Random.derive(1, 'directions');
  gradients.forEach((gradient, which) => {
    if (gradient === undefined) return;
    const input = values[which] as Float64Array;
    const kept = input.slice();
    const objectiveAt = (h: number, direction: Float64Array): number => {
      for (let i = 0; i < input.length; i++) input[i] = (kept[i] as number) + h * (direction[i] as number);
      const result = reference.forward(values);
      input.set(kept);
      return result.reduce((sum, value, i) => sum + value * (upstream[i] as number), 0);
    };
    for (const { name, direction } of directions(input.length, random)) {
      const slope = (objectiveAt(1e-6, direction) - objectiveAt(-1e-6, direction)) / 2e-6;
      let [expected, scale] = [0, 1e-3];
      gradient.forEach((value, i) => {
        expected += value * (direction[i] as number);
        scale = Math.max(scale, Math.abs(value));
      });
      expect(Math.abs(slope - expected) / scale, `finite difference of input ${which}, ${name}`).toBeLessThan(1e-6);
    }
  });
}

/**
 * Each element for itself where there are few. Else some of them, evenly, and random directions of length one: what is
 * wrong in any element shows in these.
 */
function directions(length: number, random: Random): readonly { readonly name: string; readonly direction: Float64Array }[] {
  const step = Math.max(1, Math.floor(length / 8));
  const elements = Array.from({ length: length <= 16 ? length : Math.ceil(length / step) }, (_, i) =>
    length <= 16 ? i : i * step,
  );
  const single = elements.map((i) => {
    const direction = new Float64Array(length);
    direction[i] = 1;
    return { name: `element ${i}`, direction };
  });
  if (length <= 16) return single;
  const mixed = Array.from({ length: 4 }, (_, k) => {
    const direction = normals(random, length);
    const size = Math.hypot(...direction);
    return { name: `direction ${k}`, direction: direction.map((value) => value / size) };
  });
  return [...single, ...mixed];
}

function expectClose(
  measured: ArrayLike<number>,
  expected: ArrayLike<number>,
  allowed: number,
  typical: number,
  what: string,
): void {
  expect(relativeError(measured, expected, typical), what).toBeLessThan(allowed);
}

function expectZeroPadding(tensor: Tensor, address: number): void {
  if (tensor.layout !== 'lanes') return;
  const lanes = lanesOf(tensor.channels);
  const memory = tensor.engine.memory.float32(address, tensor.floats);
  for (let pixel = 0; pixel < tensor.pixels; pixel++) {
    for (let c = tensor.channels; c < lanes; c++) {
      const padding = memory[pixel * lanes + c];
      if (!Object.is(padding, 0)) expect.fail(`the padding of pixel ${pixel} is ${padding}`);
    }
  }
}

function product(shape: Shape): number {
  return shape.reduce((total, length) => total * length, 1);
}
