import type { Engine } from '../../tensor/engine.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/**
 * Class numbers as indicator vectors: row n is 1 at the label and 0 elsewhere; the targets of a regression on classes.
 * Takes `rows` int32 labels at a byte address; the result is [rows, classes] (lanes), for the time of the step, without
 * gradient. A label outside the classes makes its row NaN (labels are checked when data are read).
 */
export function oneHot(engine: Engine, labelsAddress: number, rows: number, classes: number): Tensor {
  const target = engine.output([rows, classes], 'lanes', []);
  engine.run('one_hot', labelsAddress, target.address, rows, classes);
  return target;
}
