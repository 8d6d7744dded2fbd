import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { type Algorithm, type Convolution, chooseAlgorithm, type Passes } from './algorithm.ts';
import { direct } from './direct.ts';
import { placeWindow, type Window, type WindowOptions } from './geometry.ts';
import { winograd } from './winograd.ts';

export interface Conv2dOptions extends WindowOptions {
  /** Channels are cut into this many groups, each convolved by its own filters; a divisor of both channel counts. */
  readonly groups?: number;
  /** How it is computed; by default what the shapes make cheapest, see `algorithm.ts`. Results differ in the last bits. */
  readonly algorithm?: Algorithm;
}

const ALGORITHMS: Readonly<Record<Algorithm, (convolution: Convolution) => Passes>> = { direct, winograd };

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field), y[n, o] = b[o] + sum over c of
 * x[n, c] * w[o, c], with stride, padding, dilation and groups.
 *
 * Shapes: x [N, C, H, W] (lanes), weight [O, C / groups, kH, kW] (dense), bias [O] (dense) or none; the result is
 * [N, O, H', W'] with H' = floor((H + padding - dilation (kH - 1) - 1) / stride) + 1.
 * @throws UserError when the channels do not match or the kernel is larger than the padded input.
 */
export function conv2d(x: Tensor, weight: Tensor, bias: Tensor | undefined, options: Conv2dOptions = {}): Tensor {
  const window = checkConv2d(x.shape, weight.shape, options);
  const groups = options.groups ?? 1;
  const [images = 1] = x.shape;
  const [outChannels = 1] = weight.shape;
  const y = x.engine.output([images, outChannels, window.outHeight, window.outWidth], 'lanes', [
    x,
    weight,
    ...(bias ? [bias] : []),
  ]);
  const algorithm = options.algorithm ?? chooseAlgorithm(x.shape, weight.shape, window, groups);
  const passes = ALGORITHMS[algorithm]({ x, weight, bias, y, window, groups });
  x.engine.tape.record(
    y,
    (dy) => {
      weight.receive((dWeight) => passes.weightGradient(dy, dWeight));
      bias?.receive((dBias) => x.engine.run('sum_pixels', dy, y.pixels, outChannels, dBias));
      x.receive((dx) => passes.inputGradient(dy, dx));
    },
    [x, weight],
  );
  return y;
}

/** The geometry of a convolution of these shapes. @throws UserError as `conv2d`. */
export function checkConv2d(input: Shape, weight: Shape, options: Conv2dOptions): Window {
  const groups = options.groups ?? 1;
  const [, channels = 1] = input;
  const [outChannels = 1, expected = 1, kernelHeight = 1, kernelWidth = 1] = weight;
  if (input.length !== 4) {
    throw new UserError('conv2d: the input is not a batch of images', {
      facts: [['input', `${shapeText(input)}   (expected N, C, H, W)`]],
    });
  }
  if (channels !== expected * groups || outChannels % groups !== 0) {
    throw new UserError(`conv2d: the input has ${channels} channels but the weight expects ${expected * groups}`, {
      facts: [
        ['input', `${shapeText(input)}   (N, C, H, W)`],
        ['weight', `${shapeText(weight)}   (out, in / groups, kH, kW)`],
        ['groups', String(groups)],
      ],
    });
  }
  return placeWindow('conv2d', input, [kernelHeight, kernelWidth], options);
}
