import { InternalError } from '../../base/errors.ts';
import { bitsOf } from '../../kernels/load.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { pass } from '../../tensor/work.ts';
import { checkLogits } from './logits.ts';

export interface CrossEntropyOptions {
  /** The part s of each target that is spread evenly over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Softmax cross-entropy, the mean over the rows of -sum over classes c of target[c] * log softmax(logits)[c], in natural
 * units, where target = (1 - s) * onehot(label) + s / C (label smoothing s: Szegedy et al., "Rethinking the Inception
 * Architecture", 2016; the definition of PyTorch's CrossEntropyLoss). The gradient is (softmax - target) / N.
 *
 * Shapes: logits [N, C] (lanes); N int32 labels at the byte address `labelsAddress`, which must stay valid for the
 * backward pass; the result is one number, [] (dense). The largest logit of a row is taken off before exponentials, so that
 * finite logits never overflow. NaN or +Infinity among the logits give NaN; -Infinity is a probability of 0. A label
 * outside the classes gives NaN (labels are checked when data are read).
 * @throws UserError when the logits are not a table.
 */
export function crossEntropy(logits: Tensor, labelsAddress: number, options: CrossEntropyOptions = {}): Tensor {
  const { rows, classes } = checkLogits('crossEntropy', logits);
  const labelSmoothing = options.labelSmoothing ?? 0;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new InternalError(`crossEntropy: label smoothing ${labelSmoothing} is not in [0, 1)`);
  }
  const smoothing = bitsOf(labelSmoothing);
  const { engine } = logits;
  const loss = engine.output([], 'dense', [logits]);
  const probabilities = engine.scratch(4 * logits.floats);
  const row = 4 * logits.lanes;
  engine.briefly(() => {
    const losses = engine.scratch(8 * rows);
    // An exponential takes as long as some dozen bytes to and from memory.
    engine.runDivided('cross_entropy_forward', pass(rows, 4 * row), (from, to) => [
      ...([logits.address + from * row, labelsAddress + 4 * from, probabilities + from * row, losses + 8 * from] as const),
      ...([to - from, classes, smoothing] as const),
    ]);
    engine.run('mean_of_rows', losses, rows, loss.address);
  });
  engine.tape.record(
    loss,
    (dy) => {
      logits.receive((dx) =>
        engine.runDivided('cross_entropy_backward', pass(rows, 2 * row), (from, to) => [
          ...([probabilities + from * row, labelsAddress + 4 * from, dy, dx + from * row] as const),
          ...([to - from, rows, classes, smoothing] as const),
        ]),
      );
    },
    [],
  );
  return loss;
}
