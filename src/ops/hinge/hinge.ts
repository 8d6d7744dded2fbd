import { InternalError } from '../../base/errors.ts';
import { bitsOf } from '../../kernels/load.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';
import { checkLogits } from '../cross-entropy/logits.ts';

export interface HingeOptions {
  /** By how much the right class must lead, in the units of the scores; positive. Default 1. */
  readonly margin?: number;
}

/**
 * Multi-class hinge loss, the mean over the rows of sum over classes c other than the label y of
 * max(0, z[c] - z[y] + margin) (Weston and Watkins, "Support Vector Machines for Multi-Class Pattern Recognition", 1999).
 * The sum is over classes, not their mean as in PyTorch's MultiMarginLoss. The gradient is 1 / N for each class with a
 * positive term, and minus as much for each of them at the label; 0 where a term is exactly 0.
 *
 * Shapes: scores [N, C] (lanes); N int32 labels at the byte address `labelsAddress`, which must stay valid for the
 * backward pass; the result is one number, [] (dense). A NaN among the scores gives NaN; Infinity counts as a number, so
 * that +Infinity is a loss of Infinity at a wrong class and of 0 at the label, and NaN where it meets itself. A label
 * outside the classes gives NaN (labels are checked when data are read).
 * @throws UserError when the scores are not a table.
 */
export function hinge(scores: Tensor, labelsAddress: number, options: HingeOptions = {}): Tensor {
  const { rows, classes } = checkLogits('hinge', scores);
  const margin = options.margin ?? 1;
  if (!(margin > 0 && margin < Number.POSITIVE_INFINITY)) throw new InternalError(`hinge: margin ${margin} is not positive`);
  const marginBits = bitsOf(margin);
  const { engine } = scores;
  const row = 4 * scores.lanes;
  const loss = engine.output([], 'dense', [scores]);
  engine.briefly(() => {
    const losses = engine.scratch(8 * rows);
    engine.runDivided('hinge_forward', pass(rows, row), (from, to) => [
      ...([scores.address + from * row, labelsAddress + 4 * from, losses + 8 * from] as const),
      ...([to - from, classes, marginBits] as const),
    ]);
    engine.run('mean_of_rows', losses, rows, loss.address);
  });
  engine.tape.record(
    loss,
    (dy) =>
      scores.receive((dx) =>
        engine.runDivided('hinge_backward', pass(rows, 2 * row), (from, to) => [
          ...([scores.address + from * row, labelsAddress + 4 * from, dy, dx + from * row] as const),
          ...([to - from, rows, classes, marginBits] as const),
        ]),
      ),
    [scores],
  );
  return loss;
}
