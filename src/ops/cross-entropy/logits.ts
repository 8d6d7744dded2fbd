import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** The rows N and classes C of logits [N, C]. @throws UserError naming `operation` when they are not such a table. */
export function checkLogits(operation: string, logits: Tensor): { readonly rows: number; readonly classes: number } {
  const [rows = 0, classes = 0] = logits.shape;
  if (logits.shape.length !== 2 || logits.layout !== 'lanes' || rows < 1 || classes < 1) {
    throw new UserError(`${operation}: the logits are not one row of classes per example`, {
      facts: [['logits', `${shapeText(logits.shape)}   (expected N, C)`]],
      hint: 'End the network with a flatten and a linear layer, or with a global pooling.',
    });
  }
  return { rows, classes };
}
