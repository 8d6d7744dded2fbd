import { Engine } from '../../src/tensor/engine.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

/** Numbers of rows and classes about the ends of SIMD vectors. */
export const ROWS_AND_CLASSES = [
  [1, 1],
  [1, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [2, 7],
  [3, 8],
  [32, 10],
  [7, 101],
] as const;

/** Puts labels into the engine's memory. @returns their address. */
export function placeLabels(engine: Engine, labels: readonly number[]): number {
  const address = engine.memory.allocate(4 * labels.length);
  engine.memory.int32(address, labels.length).set(labels);
  return address;
}

/** Loss and gradient of rows of logits, with no regard to a reference. */
export function runLoss(
  logits: readonly (readonly number[])[],
  labels: readonly number[],
  apply: (logits: Tensor, labels: number) => Tensor,
) {
  const engine = new Engine();
  const x = engine.persistent([logits.length, (logits[0] as readonly number[]).length], 'lanes', true).set(logits.flat());
  return engine.step(() => {
    const loss = apply(x, placeLabels(engine, labels));
    engine.tape.backward(loss);
    return { loss: loss.toArray()[0], gradient: [...(x.gradientArray() as Float32Array)] };
  });
}
