import { optimizers } from '../../src/optim/index.ts';
import { Engine } from '../../src/tensor/engine.ts';
import type { ParameterRange } from '../../src/tensor/parameters.ts';

/** An optimizer at work on `decaying` weights that decay, followed by `others` that do not (multiples of four). */
export function optimizerOnKernels(name: string, given: Readonly<Record<string, unknown>>, decaying: number, others: number) {
  const engine = new Engine();
  const floats = decaying + others;
  const weights = engine.memory.allocate(4 * floats);
  const gradients = engine.memory.allocate(4 * floats);
  const ranges: readonly ParameterRange[] = [
    { weights, gradients, floats: decaying, decays: true },
    { weights: weights + 4 * decaying, gradients: gradients + 4 * decaying, floats: others, decays: false },
  ].filter((range) => range.floats > 0);
  const entry = optimizers.get(name);
  const optimizer = entry.create(engine, ranges, entry.options.parse(given));
  const memory = {
    weights: engine.memory.float32(weights, floats),
    gradients: engine.memory.float32(gradients, floats),
    state: new Map([...optimizer.state].map(([key, buffer]) => [key, engine.memory.float32(buffer.address, buffer.floats)])),
  };
  return {
    engine,
    optimizer,
    ...memory,
    /** One update by these gradients. @param step counts from 1 */
    step(step: number, lr: number, values: ArrayLike<number>): void {
      memory.gradients.set(values);
      optimizer.prepare(step, lr);
      optimizer.measure();
      optimizer.update();
    },
  };
}
