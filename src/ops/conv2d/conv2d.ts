import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { biasGradient } from '../bias-gradient/bias-gradient.ts';
import { beforeActivation, type FusedActivation } from '../relu/relu.ts';
import {
  type Algorithm,
  type Candidate,
  type Convolution,
  canCompute,
  candidates,
  formOf,
  isMeant,
  type Passes,
  type Wanted,
} from './algorithm.ts';
import { channelwise } from './channelwise.ts';
import { direct } from './direct.ts';
import { placeWindow, type Window, type WindowOptions } from './geometry.ts';
import { winograd } from './winograd.ts';

/** How it is computed is by default what the shapes make cheapest, see `algorithm.ts`. Results differ in the last bits. */
export interface Conv2dOptions extends WindowOptions, Wanted {
  /** Channels are cut into this many groups, each convolved by its own filters; a divisor of both channel counts. */
  readonly groups?: number;
  /** Applied to the result, which is stored only once: what lies before the activation is not kept. */
  readonly activation?: FusedActivation | undefined;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in the field), y[n, o] = b[o] + sum over c of
 * x[n, c] * w[o, c], with stride, padding, dilation and groups, and with ReLU behind it if the options say so.
 *
 * Shapes: x [N, C, H, W] (lanes), weight [O, C / groups, kH, kW] (dense), bias [O] (dense) or none; the result is
 * [N, O, H', W'] with H' = floor((H + padding - dilation (kH - 1) - 1) / stride) + 1.
 * @throws UserError when the channels do not match, the kernel is larger than the padded input, or the algorithm that is
 * asked for cannot compute it.
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
  const best = possible.find((one) => isMeant(one.algorithm, options)) ?? possible[0];
  const algorithm = options.algorithm ?? best.algorithm;
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
  if (algorithm === 'channelwise') return channelwise(convolution);
  const form = formOf(algorithm, convolution.window, convolution.groups);
  return form === undefined ? direct(convolution) : winograd(convolution, form);
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
  const window = placeWindow('conv2d', input, [kernelHeight, kernelWidth], options);
  checkAlgorithm(options, window, groups);
  return window;
}

function checkAlgorithm(wanted: Wanted, window: Window, groups: number): void {
  if (canCompute(wanted, window, groups)) return;
  const { kernel, stride, dilation } = window;
  const sizes = wanted.algorithm === 'winograd4x4' ? '3x3' : '3x3 and 5x5';
  throw new UserError(`conv2d: the algorithm "${wanted.algorithm ?? wanted.preference}" cannot compute this convolution`, {
    facts: [
      ['kernel', kernel.join(' x ')],
      ['stride', stride.join(' x ')],
      ['dilation', dilation.join(' x ')],
      ['groups', String(groups)],
      ['expected', `filters of ${sizes}, stride 1, no dilation, no groups`],
    ],
    hint: 'Use "auto" (what is cheapest) or "direct" (for any convolution).',
  });
}
