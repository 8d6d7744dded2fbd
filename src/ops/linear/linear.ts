import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { lanesOf, type Shape, type Tensor } from '../../tensor/tensor.ts';
import { biasGradient } from '../bias-gradient/bias-gradient.ts';
import { type Matrix, packColumns, packRows, timesPanels, transposedTimes, unpackRows } from '../matmul/panels.ts';
import { activate, beforeActivation, type FusedActivation } from '../relu/relu.ts';

/**
 * Linear (fully connected, affine) map, y = x W^T + b. Gradients: dx = dy W, dW = dy^T x, db = the sum of dy over the rows.
 *
 * Shapes: x [N, F] (lanes), weight [O, F] (dense), bias [O] (dense) or none; the result is [N, O] (lanes).
 * @param activation is applied to the result, which is stored only once: what lies before it is not kept.
 * @throws UserError when x is not a batch of features, or the weight or the bias do not fit.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor, activation?: FusedActivation): Tensor {
  const { engine } = x;
  const [rows, features, outputs] = checkLinear(x.shape, weight.shape, bias?.shape);
  const y = engine.output([rows, outputs], 'lanes', [x, weight, ...(bias ? [bias] : [])]);
  const input: Matrix = { address: x.address, rows, columns: features, lanes: x.lanes };
  const filters = { address: weight.address, rowBytes: 4 * features };
  engine.briefly(() => {
    timesPanels(engine, input, packRows(engine, filters, bias?.address ?? 0, outputs, features), y.address, outputs);
  });
  activate(y, activation);
  engine.tape.record(
    y,
    (dy) => {
      const gradient = beforeActivation(y, dy, activation);
      weight.receive((dWeight) => {
        unpackRows(engine, transposedTimes(engine, input, gradient, outputs), dWeight, outputs, features);
      });
      bias?.receive((dBias) => biasGradient(engine, gradient, rows, outputs, dBias));
      x.receive((dx) => {
        const packedBack = packColumns(engine, filters, outputs, features);
        timesPanels(engine, { address: gradient, rows, columns: outputs, lanes: lanesOf(outputs) }, packedBack, dx, features);
      });
    },
    activation === undefined ? [x, weight] : [x, weight, y],
  );
  return y;
}

/** The sizes [N, F, O] of a linear map of these shapes. @throws UserError as `linear`. */
function checkLinear(input: Shape, weight: Shape, bias?: Shape): readonly [rows: number, features: number, outputs: number] {
  const [rows = 1, features = 1] = input;
  const [outputs = 1, expected = 1] = weight;
  if (input.length !== 2) {
    throw new UserError('linear: the input is not a batch of features', {
      facts: [['input', `${shapeText(input)}   (expected N, F)`]],
      ...(input.length === 4 ? { hint: 'Put a flatten layer before it.' } : {}),
    });
  }
  if (weight.length !== 2 || features !== expected) {
    throw new UserError(`linear: the input has ${features} features but the weight expects ${expected}`, {
      facts: [
        ['input', `${shapeText(input)}   (N, F)`],
        ['weight', `${shapeText(weight)}   (out, in)`],
      ],
    });
  }
  if (bias !== undefined && (bias.length !== 1 || bias[0] !== outputs)) {
    throw new UserError(`linear: the bias does not have one number for each of the ${outputs} outputs`, {
      facts: [
        ['weight', `${shapeText(weight)}   (out, in)`],
        ['bias', `${shapeText(bias)}   (out)`],
      ],
    });
  }
  return [rows, features, outputs];
}
