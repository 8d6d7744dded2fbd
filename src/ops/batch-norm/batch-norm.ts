import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import { bitsOf } from '../../kernels/load.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';

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
}

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): y = gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel,
 * with the mean and the biased variance over N, H and W of this batch in training, the running ones in evaluation.
 * In training the running statistics become (1 - momentum) running + momentum batch, where the variance of the batch
 * is the unbiased one, as in PyTorch; that is a kernel of the step, so a replayed step does it too.
 *
 * Shapes: x [N, C, H, W] or [N, C] (lanes) to the same.
 * @throws UserError when the channels do not match, or in training with a single value per channel, whose variance says
 * nothing.
 */
export function batchNorm(x: Tensor, state: BatchNormState, options: BatchNormOptions): Tensor {
  checkBatchNorm(x.shape, state.gamma.shape, options);
  const { engine, pixels: rows, channels, lanes } = x;
  const { gamma, beta, runningMean, runningVariance } = state;
  const { training, epsilon = 1e-5, momentum } = options;
  const y = engine.output(x.shape, 'lanes', [x, gamma, beta]);
  const row = 4 * lanes;
  const work = { units: rows, grain: 16 };
  // Sums are divided between whole blocks only.
  const blocks = { units: rows, grain: BLOCK_ROWS };
  const blockOffset = (from: number) => (from / BLOCK_ROWS) * 2 * row;
  let [mean, variance] = [runningMean.address, runningVariance.address];
  if (training) {
    const partial = engine.scratch(partialBytes(x));
    [mean, variance] = [engine.scratch(4 * lanes), engine.scratch(4 * lanes)];
    engine.runDivided('batch_norm_block_statistics', blocks, (from, to) => [
      x.address + from * row,
      partial + blockOffset(from),
      to - from,
      lanes,
    ]);
    engine.run('batch_norm_finish_statistics', partial, rows, lanes, mean, variance);
    if (momentum !== undefined) {
      const running = [runningMean.address, runningVariance.address] as const;
      engine.run('batch_norm_update_running', mean, variance, ...running, rows, channels, bitsOf(momentum));
    }
  }
  const coefficients = engine.scratch(4 * 4 * lanes);
  const affine = [gamma.address, beta.address] as const;
  engine.run('batch_norm_coefficients', mean, variance, ...affine, coefficients, channels, lanes, bitsOf(epsilon));
  engine.runDivided('batch_norm_normalize', work, (from, to) => [
    x.address + from * row,
    y.address + from * row,
    coefficients,
    to - from,
    lanes,
  ]);
  engine.tape.record(
    y,
    (dy) => {
      const partial = engine.scratch(partialBytes(x));
      const gradients = engine.scratch(4 * 4 * lanes);
      engine.runDivided('batch_norm_block_gradients', blocks, (from, to) => [
        ...([x.address + from * row, dy + from * row, coefficients, partial + blockOffset(from), to - from, lanes] as const),
      ]);
      engine.run('batch_norm_finish_gradients', partial, coefficients, gradients, rows, lanes);
      gamma.receiveShared(gradients);
      beta.receiveShared(gradients + 4 * lanes);
      x.receive((dx) => {
        if (training) {
          engine.runDivided('batch_norm_input_gradient', work, (from, to) => [
            ...([x.address + from * row, dy + from * row, dx + from * row, coefficients, gradients, to - from, lanes] as const),
          ]);
        } else {
          engine.runDivided('batch_norm_scale_gradient', work, (from, to) => [
            dy + from * row,
            dx + from * row,
            coefficients,
            to - from,
            lanes,
          ]);
        }
      });
    },
    [x],
  );
  return y;
}

/** @throws UserError as `batchNorm`. */
function checkBatchNorm(input: Shape, gamma: Shape, { training }: Pick<BatchNormOptions, 'training'>): void {
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
  if (training && images * height * width === 1) {
    throw new UserError('batch normalisation needs more than one value per channel in training', {
      facts: [['input', `${shapeText(input)}   (${input.length === 4 ? 'N, C, H, W' : 'N, C'})`]],
      hint: 'Use a larger batch, or leave the normalisation out where an image is down to one pixel.',
    });
  }
}

/** Two sums a channel for each block of rows. */
function partialBytes(x: Tensor): number {
  return 4 * 2 * x.lanes * Math.ceil(x.pixels / BLOCK_ROWS);
}
