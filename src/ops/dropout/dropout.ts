import { UserError } from '../../base/errors.ts';
import { bitsOf } from '../../kernels/load.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { passOverFloats } from '../../tensor/work.ts';

export interface DropoutOptions {
  /** The probability with which an element is set to zero, in [0, 1). */
  readonly probability: number;
  /** Two 32-bit integers that name the stream of masks: derived from the seed and the layer, different for every layer. */
  readonly key: readonly [number, number];
  /** In evaluation (false) the result is x itself. */
  readonly training: boolean;
}

/**
 * Inverted dropout, y = x m / (1 - p), where m is 0 with probability p and else 1, element by element (Srivastava et
 * al., "Dropout: a simple way to prevent neural networks from overfitting", 2014). A dropped element is exactly zero,
 * whatever x was.
 *
 * The mask is a function of the key, the step number in the engine's memory and the position of the element: a replayed
 * step draws a new mask, and the same step always the same. Any shape and layout.
 * @throws UserError when the probability is not in [0, 1).
 */
export function dropout(x: Tensor, { probability, key, training }: DropoutOptions): Tensor {
  if (!(probability >= 0 && probability < 1)) {
    throw new UserError('dropout: the probability must be at least 0 and below 1', {
      facts: [['probability', String(probability)]],
    });
  }
  if (!training || probability === 0) return x;
  const { engine } = x;
  const y = engine.output(x.shape, x.layout, [x]);
  const apply = (source: number, target: number) =>
    engine.runDivided('dropout_apply', passOverFloats(x.floats, 2), (from, to) => [
      ...([source, target, from, to, engine.stepNumberAddress] as const),
      ...([key[0], key[1], dropoutThreshold(probability), bitsOf(1 / (1 - probability))] as const),
    ]);
  apply(x.address, y.address);
  engine.tape.record(y, (dy) => x.receive((dx) => apply(dy, dx)), []);
  return y;
}

/** The smallest 32-bit hash that stays: p of all hashes are below. As the signed integer that kernels take. */
function dropoutThreshold(probability: number): number {
  return Math.min(Math.round(probability * 2 ** 32), 2 ** 32 - 1) | 0;
}
