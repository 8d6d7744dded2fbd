import { InternalError } from '../base/errors.ts';
import type { FusedActivation } from '../ops/relu/relu.ts';
import type { Activation } from './init.ts';
import type { Epilogue, Layer, TakesOver } from './layer.ts';

/**
 * Layers that do what comes behind them in their own pass over memory: which of them do, and the names of it for the
 * operations. A layer says what it can take over (`Layer.takesOver`); nothing here knows one by name.
 */

/** A layer as it runs: with the activation behind it, where it takes that over. */
export interface Joined<B> {
  readonly built: B;
  readonly activation: Activation | undefined;
}

const NOTHING: TakesOver = { residual: false, activations: [] };

/** A list of layers as it runs. @param activationOf is the activation function that a layer is, if it is one. */
export function join<B extends { readonly layer: Layer }>(
  list: readonly B[],
  activationOf: (built: B) => Activation | undefined,
): readonly Joined<B>[] {
  const joined: Joined<B>[] = [];
  for (const built of list) {
    const activation = activationOf(built);
    const before = joined.at(-1);
    const canTake = before !== undefined && before.activation === undefined && activation !== undefined;
    if (canTake && before.built.layer.takesOver?.activations.includes(activation.type) === true) {
      joined[joined.length - 1] = { built: before.built, activation };
    } else {
      joined.push({ built, activation: undefined });
    }
  }
  return joined;
}

/** What a list of layers takes over at its end: what its last layer does. */
export function endOf(list: readonly { readonly layer: Layer }[]): TakesOver {
  return list.at(-1)?.layer.takesOver ?? NOTHING;
}

/** The activations that operations apply to their own output. */
export const FUSED_ACTIVATIONS: readonly FusedActivation[] = ['relu'];

/** The activation of an epilogue, for an operation. */
export function fusedActivation({ activation }: Epilogue): FusedActivation | undefined {
  if (activation === undefined) return undefined;
  const fused = FUSED_ACTIVATIONS.find((type) => type === activation.type);
  if (fused === undefined) throw new InternalError(`a layer was given ${activation.type}, which it does not take over`);
  return fused;
}
