import { lanesOf, type Shape, type Tensor } from '../../tensor/tensor.ts';
import type { Window } from './geometry.ts';

export type Algorithm = 'direct' | 'winograd';

/** One convolution to be computed: y is there already and is filled in. */
export interface Convolution {
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
  readonly y: Tensor;
  readonly window: Window;
  readonly groups: number;
}

/** What is left to do once the forward pass ran. Arguments are byte addresses; dWeight and dx are written whole. */
export interface Passes {
  weightGradient(dy: number, dWeight: number): void;
  inputGradient(dy: number, dx: number): void;
}

/**
 * The cheaper algorithm for these shapes, by a count of vector operations for all three passes. Never by timing: the
 * choice is part of the result's last bits, so it must not depend on the moment or the machine.
 */
export function chooseAlgorithm(input: Shape, weight: Shape, window: Window, groups: number): Algorithm {
  if (!fitsWinograd(window, groups)) return 'direct';
  const [images = 1, channels = 1] = input;
  const [outChannels = 1] = weight;
  const directCost = directOperations(images, channels, outChannels, window);
  return winogradOperations(images, channels, outChannels, window) < directCost ? 'winograd' : 'direct';
}

/** Winograd's F(4x4, 3x3) is for 3x3 filters that move by one pixel. */
function fitsWinograd({ kernel, stride, dilation }: Window, groups: number): boolean {
  return groups === 1 && [...stride, ...dilation].every((step) => step === 1) && kernel.every((size) => size === 3);
}

/** Multiply-adds of four lanes, three passes. Panels of eight output channels are computed whole. */
function directOperations(images: number, channels: number, outChannels: number, { outHeight, outWidth }: Window): number {
  const pixels = images * outHeight * outWidth;
  return pixels * 9 * (2 * channels * panelLanes(outChannels) + outChannels * panelLanes(channels)) * DIRECT_COST;
}

function winogradOperations(images: number, channels: number, outChannels: number, { outHeight, outWidth }: Window): number {
  const tiles = images * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const [inLanes, outLanes] = [lanesOf(channels), lanesOf(outChannels)];
  const products = 36 * (2 * inLanes * panelLanes(outChannels) + outLanes * panelLanes(channels)) * PRODUCT_COST;
  // Each pass transforms one tile there and one back, or (for the weights) two there.
  const transforms = 3 * TRANSFORM_COST * (inLanes + outLanes);
  const filters = 3 * FILTER_COST * inLanes * outLanes;
  return tiles * (products + transforms) + filters;
}

/** Lane groups of channels that fill whole panels of eight. */
function panelLanes(channels: number): number {
  return Math.ceil(channels / 8) * 2;
}

// Costs in units of one multiply-add of four lanes at the direct convolution's speed; measured by the kernel benchmark.
const DIRECT_COST = 1;
const PRODUCT_COST = 1.15;
const TRANSFORM_COST = 100;
const FILTER_COST = 40;
