import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { bitsOf } from '../../kernels/load.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import type { FusedActivation } from '../relu/relu.ts';

/** Rows that one partial sum is made of, as in the kernels. */
const BLOCK_ROWS = 64;

/** What a batch normalisation learns and what it remembers: dense [C] each. The variance begins as 1, not as 0. */
export interface BatchNormState {
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly runningMean: Tensor;
  readonly runningVariance: Tensor;
}

export interface BatchNormOptions {
  /** Training: the statistics of this batch. Evaluation: the running ones. */
  readonly training: boolean;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /**
   * The share of this batch's statistics in the new running ones, in training. Undefined, the default, leaves the
   * running statistics as they are, for a step that is only looked at.
   */
  readonly momentum?: number | undefined;
  /** Added to the normalised input: a tensor of its shape (lanes). */
  readonly residual?: Tensor | undefined;
  /** Applied last, after the addition. */
  readonly activation?: FusedActivation | undefined;
}

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): y = gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel,
 * with the mean and the biased variance over N, H and W of this batch in training, the running ones in evaluation.
 * In training the running statistics become (1 - momentum) running + momentum batch, where the variance of the batch
 * is the unbiased one, as in PyTorch; that is a kernel of the step, so a replayed step does it too.
 *
 * With a residual and an activation the result is activation(y + residual), bit for bit what `add` and `relu` would make
 * of y, in one pass over memory instead of three; nothing in between is stored.
 *
 * Shapes: x [N, C, H, W] or [N, C] (lanes) to the same.
 * @throws UserError when the channels do not match, when the residual has another shape, or in training with a single value
 * per channel, whose variance says nothing.
 */
export function batchNorm(x: Tensor, state: BatchNormState, options: BatchNormOptions): Tensor {
  checkBatchNorm(x, state.gamma.shape, options);
  const { engine, pixels: rows, channels, lanes } = x;
  const { gamma, beta } = state;
  const { training, epsilon = 1e-5, residual, activation } = options;
  const y = engine.output(x.shape, 'lanes', [x, gamma, beta, ...(residual ? [residual] : [])]);
  const row = 4 * lanes;
  const work = { units: rows, grain: 16 };
  const [mean, variance] = statistics(x, state, options);
  const coefficients = engine.scratch(4 * 4 * lanes);
  const affine = [gamma.address, beta.address] as const;
  engine.run('batch_norm_coefficients', mean, variance, ...affine, coefficients, channels, lanes, bitsOf(epsilon));
  const floor = bitsOf(activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY);
  if (residual === undefined) {
    engine.runDivided('batch_norm_normalize', work, (from, to) => [
      ...([x.address + from * row, y.address + from * row, coefficients, to - from, lanes, floor] as const),
    ]);
  } else {
    engine.runDivided('batch_norm_normalize_add', work, (from, to) => [
      ...([x.address + from * row, residual.address + from * row, y.address + from * row] as const),
      ...([coefficients, to - from, lanes, floor] as const),
    ]);
  }
  // Where nobody else needs the gradient before ReLU, it is not stored: both passes over dy mask it by what they compute from x.
  const maskedByX = activation === 'relu' && training && residual === undefined;
  const stored = activation === 'relu' && !maskedByX;
  engine.tape.record(
    y,
    (dy) => {
      const { partial, blocks, partialOffset } = blocksOf(x);
      const gradients = engine.scratch(4 * 4 * lanes);
      const before = stored ? engine.scratch(4 * x.floats) : dy;
      if (stored) {
        engine.runDivided('batch_norm_masked_block_gradients', blocks, (from, to) => [
          ...([x.address + from * row, dy + from * row, y.address + from * row, before + from * row] as const),
          ...([coefficients, partial + partialOffset(from), to - from, lanes] as const),
        ]);
      } else {
        engine.runDivided(maskedByX ? 'batch_norm_relu_block_gradients' : 'batch_norm_block_gradients', blocks, (from, to) => [
          ...([x.address + from * row, dy + from * row, coefficients, partial + partialOffset(from), to - from, lanes] as const),
        ]);
      }
      residual?.receiveShared(before);
      engine.runDivided('batch_norm_finish_gradients', { units: lanes, grain: 4 }, (from, to) => [
        ...([partial, coefficients, gradients, rows, lanes, from, to] as const),
      ]);
      gamma.receiveShared(gradients);
      beta.receiveShared(gradients + 4 * lanes);
      x.receive((dx) => {
        if (training) {
          engine.runDivided(maskedByX ? 'batch_norm_relu_input_gradient' : 'batch_norm_input_gradient', work, (from, to) => [
            ...([
              x.address + from * row,
              before + from * row,
              dx + from * row,
              coefficients,
              gradients,
              to - from,
              lanes,
            ] as const),
          ]);
        } else {
          engine.runDivided('batch_norm_scale_gradient', work, (from, to) => [
            before + from * row,
            dx + from * row,
            coefficients,
            to - from,
            lanes,
          ]);
        }
      });
    },
    stored ? [x, y] : [x],
  );
  return y;
}

/** Byte addresses of the mean and the variance that x is normalised by. */
function statistics(x: Tensor, { runningMean, runningVariance }: BatchNormState, options: BatchNormOptions) {
  const running = [runningMean.address, runningVariance.address] as const;
  if (!options.training) return running;
  const { engine, pixels: rows, channels, lanes } = x;
  const batch = [engine.scratch(4 * lanes), engine.scratch(4 * lanes)] as const;
  engine.briefly(() => {
    const { partial, blocks, partialOffset } = blocksOf(x);
    engine.runDivided('batch_norm_block_statistics', blocks, (from, to) => [
      ...([x.address + 4 * lanes * from, partial + partialOffset(from), to - from, lanes] as const),
    ]);
    engine.runDivided('batch_norm_finish_statistics', { units: lanes, grain: 4 }, (from, to) => [
      ...([partial, rows, lanes, ...batch, from, to] as const),
    ]);
  });
  if (options.momentum !== undefined) {
    engine.run('batch_norm_update_running', ...batch, ...running, rows, channels, bitsOf(options.momentum));
  }
  return batch;
}

/** Room for two sums a channel for each block of rows. Work is divided between whole blocks only, so that no sum is. */
function blocksOf({ engine, pixels, lanes }: Tensor) {
  const blockBytes = 4 * 2 * lanes;
  return {
    partial: engine.scratch(blockBytes * Math.ceil(pixels / BLOCK_ROWS)),
    blocks: { units: pixels, grain: BLOCK_ROWS },
    partialOffset: (row: number) => (row / BLOCK_ROWS) * blockBytes,
  };
}

/** @throws UserError as `batchNorm`. */
function checkBatchNorm({ shape: input }: Tensor, gamma: Shape, { training, residual }: BatchNormOptions): void {
  const [images = 1, channels = 1, height = 1, width = 1] = input;
  if (input.length !== 2 && input.length !== 4) {
    throw new UserError('batch-norm: the input is neither images nor features', {
      facts: [['input', `${shapeText(input)}   (expected N, C, H, W or N, C)`]],
    });
  }
  if (gamma.length !== 1 || gamma[0] !== channels) {
    throw new UserError(`batch-norm: the input has ${channels} channels but gamma has shape ${shapeText(gamma)}`, {
      facts: [
        ['input', `${shapeText(input)}   (${input.length === 4 ? 'N, C, H, W' : 'N, C'})`],
        ['gamma', `${shapeText(gamma)}   (expected [${channels}])`],
      ],
    });
  }
  if (residual !== undefined && (shapeText(residual.shape) !== shapeText(input) || residual.layout !== 'lanes')) {
    throw new UserError('batch-norm: the residual does not have the shape of the input', {
      facts: [
        ['input', `${shapeText(input)}   lanes`],
        ['residual', `${shapeText(residual.shape)}   ${residual.layout}`],
      ],
    });
  }
  if (training && images * height * width === 1) {
    throw new UserError('batch normalisation needs more than one value per channel in training', {
      facts: [['input', `${shapeText(input)}   (${input.length === 4 ? 'N, C, H, W' : 'N, C'})`]],
      hint: 'Use a larger batch, or leave the normalisation out where an image is down to one pixel.',
    });
  }
}
