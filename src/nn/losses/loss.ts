import type { Entry } from '../../base/registry.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** What a network is trained to make small. */
export interface Loss {
  readonly name: string;
  /**
   * Logits [N, C] (lanes) and N int32 labels at a byte address to the mean loss over the rows, one number [] (dense).
   * @throws UserError when the logits are not one row of classes per example.
   */
  apply(logits: Tensor, labelsAddress: number): Tensor;
  /** The loss that an untrained network should start at with this many classes, natural units. */
  expectedInitialLoss(classes: number): number;
}

/** A loss that a config can name. */
export interface LossEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** `options` have passed the entry's schema. */
  create(options: O): Loss;
}
