import type { Tensor } from '../../tensor/tensor.ts';
import { checkLogits } from '../cross-entropy/logits.ts';

/**
 * Writes to `countAddress` (one int32) for how many rows of logits [N, C] (lanes) the class of the largest logit is the
 * label (N int32 at `labelsAddress`). Of equal logits the first counts; a row with a NaN is never correct. Not
 * differentiable. @throws UserError when the logits are not a table.
 */
export function countCorrect(logits: Tensor, labelsAddress: number, countAddress: number): void {
  const { rows, classes } = checkLogits('countCorrect', logits);
  logits.assertAlive();
  logits.engine.run('count_correct', logits.address, labelsAddress, rows, classes, countAddress);
}

/**
 * Writes to `classesAddress` (N int32) the class of the largest logit of each row of logits [N, C] (lanes), the first of
 * equal ones; -1 for a row with a NaN. Not differentiable. @throws UserError when the logits are not a table.
 */
export function predictClasses(logits: Tensor, classesAddress: number): void {
  const { rows, classes } = checkLogits('predictClasses', logits);
  logits.assertAlive();
  logits.engine.run('predict_classes', logits.address, rows, classes, classesAddress);
}
