import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { biasGradient } from '../bias-gradient/bias-gradient.ts';
import { beforeActivation, type FusedActivation } from '../relu/relu.ts';
import { type Algorithm, type Candidate, type Convolution, candidates, formOf, type Passes } from './algorithm.ts';
import { channelwise } from './channelwise.ts';
import { direct } from './direct.ts';
import { placeWindow, type Window, type WindowOptions } from './geometry.ts';
import { winograd } from './winograd.ts';

export interface Conv2dOptions extends WindowOptions {
  /** Channels are cut into this many groups, each convolved by its own filters; a divisor of both channel counts. */
  readonly groups?: number;
  /** How it is computed; by default what the shapes make cheapest, see `algorithm.ts`. Results differ in the last bits. */
  readonly algorithm?: Algorithm;
  /** Applied to the result, which is stored only once: what lies before the activation is not kept. */
  readonly activation?: FusedActivation | undefined;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field), y[n, o] = b[o] + sum over c of
 * x[n, c] * w[o, c], with stride, padding, dilation and groups, and with ReLU behind it if the options say so.
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
  const possible = candidates(x.shape, weight.shape, window, groups);
  const algorithm = options.algorithm ?? possible[0].algorithm;
  noteChoices(x, weight, algorithm, possible);
  const passes = compute(algorithm, { x, weight, bias, y, window, groups, activation: options.activation });
  x.engine.tape.record(
    y,
    (dy) => {
      const gradient = beforeActivation(y, dy, options.activation);
      weight.receive((dWeight) => passes.weightGradient(gradient, dWeight));
      bias?.receive((dBias) => biasGradient(x.engine, gradient, y.pixels, outChannels, dBias));
      x.receive((dx) => passes.inputGradient(gradient, dx));
    },
    options.activation === undefined ? [x, weight] : [x, weight, y],
  );
  return y;
}

function compute(algorithm: Algorithm, convolution: Convolution): Passes {
  if (algorithm === 'direct') return direct(convolution);
  if (algorithm === 'channelwise') return channelwise(convolution);
  const { window, groups, weight } = convolution;
  const form = formOf(algorithm, window, groups);
  if (form !== undefined) return winograd(convolution, form);
  throw new UserError(`conv2d: ${algorithm} cannot compute this convolution`, {
    facts: [
      ['weight', `${shapeText(weight.shape)}   (out, in / groups, kH, kW)`],
      ['stride', window.stride.join(' x ')],
      ['dilation', window.dilation.join(' x ')],
      ['groups', String(groups)],
    ],
    hint: `It is for ${algorithm === 'winograd4x4' ? '3x3' : '3x3 and 5x5'} filters of stride 1 without dilation and groups.`,
  });
}

/** Lets those who describe a step tell what was chosen for its passes, and why. */
function noteChoices(x: Tensor, weight: Tensor, algorithm: Algorithm, possible: readonly Candidate[]): void {
  const { engine } = x;
  const note = (pass: keyof Candidate['passes']) =>
    engine.noteChoice({ pass, algorithm, costs: possible.map((one) => ({ algorithm: one.algorithm, cost: one.passes[pass] })) });
  note('forward');
  if (weight.requiresGradient && engine.tape.recording) note('weight gradient');
  if (x.requiresGradient) note('input gradient');
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
