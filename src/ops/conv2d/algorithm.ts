import { lanesOf, type Shape, type Tensor } from '../../tensor/tensor.ts';
import type { FusedActivation } from '../relu/relu.ts';
import { F2_3, F2_5, F4_3, pointsOf, type WinogradForm } from './forms.ts';
import type { Window } from './geometry.ts';

/** How a convolution is computed; results differ in the last bits. `winograd4x4` is for 3x3 filters, `winograd2x2` for 3x3 and 5x5, of stride 1, `channelwise` for groups. */
export const ALGORITHMS = ['direct', 'channelwise', 'winograd4x4', 'winograd2x2'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What a config may ask for: the cheapest algorithm, the cheapest that multiplies as the definition says, or the cheapest of Winograd's. */
export const PREFERENCES = ['auto', 'direct', 'winograd'] as const;
export type Preference = (typeof PREFERENCES)[number];

/** What is asked for: one algorithm, or else a kind; any by default. */
export interface Wanted {
  readonly algorithm?: Algorithm;
  readonly preference?: Preference;
}

/** One convolution to be computed: y is there already and is filled in. */
export interface Convolution {
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
  readonly y: Tensor;
  readonly window: Window;
  readonly groups: number;
  /** Applied to y; Winograd leaves that to its caller. */
  readonly activation: FusedActivation | undefined;
}

/** What is left to do once the forward pass ran. Arguments are byte addresses; dWeight and dx are written whole. */
export interface Passes {
  weightGradient(dy: number, dWeight: number): void;
  inputGradient(dy: number, dx: number): void;
}

/** An algorithm that can compute a convolution, with what it costs in multiply-adds of four lanes. */
export interface Candidate {
  readonly algorithm: Algorithm;
  /** All three passes together. */
  readonly cost: number;
  readonly passes: PassCosts;
}

type PassCosts = Readonly<Record<'forward' | 'weight gradient' | 'input gradient', number>>;

/**
 * The algorithms for these shapes, the cheapest first, by a count of vector operations for all three passes. Never by timing: the
 * choice is part of the result's last bits, so it must not depend on the moment or the machine.
 */
export function candidates(input: Shape, weight: Shape, window: Window, groups: number): readonly [Candidate, ...Candidate[]] {
  const [images = 1, channels = 1] = input;
  const [outChannels = 1] = weight;
  const all: [Candidate, ...Candidate[]] = [candidate('direct', directOperations(images, channels, outChannels, groups, window))];
  if (groups > 1) all.push(candidate('channelwise', channelwiseOperations(images, channels, outChannels, groups, window)));
  for (const algorithm of ALGORITHMS) {
    const form = formOf(algorithm, window, groups);
    if (form !== undefined) all.push(candidate(algorithm, winogradOperations(form, images, channels, outChannels, window)));
  }
  return all.sort((a, b) => a.cost - b.cost);
}

function candidate(algorithm: Algorithm, passes: PassCosts): Candidate {
  return { algorithm, passes, cost: passes.forward + passes['weight gradient'] + passes['input gradient'] };
}

/** Whether an algorithm is what is asked for. */
export function isMeant(algorithm: Algorithm, { algorithm: only, preference = 'auto' }: Wanted): boolean {
  if (only !== undefined) return algorithm === only;
  return preference === 'auto' || (preference === 'winograd') === isWinograd(algorithm);
}

/** Whether an algorithm that is asked for can compute a convolution of this window. */
export function canCompute(wanted: Wanted, window: Window, groups: number): boolean {
  return ALGORITHMS.some((algorithm) => isMeant(algorithm, wanted) && fits(algorithm, window, groups));
}

function fits(algorithm: Algorithm, window: Window, groups: number): boolean {
  return !isWinograd(algorithm) || formOf(algorithm, window, groups) !== undefined;
}

function isWinograd(algorithm: Algorithm): algorithm is 'winograd4x4' | 'winograd2x2' {
  return algorithm === 'winograd4x4' || algorithm === 'winograd2x2';
}

/** Winograd's form for a window, if there is one: it must be square and move by one pixel. */
export function formOf(algorithm: Algorithm, { kernel, stride, dilation }: Window, groups: number): WinogradForm | undefined {
  if (!isWinograd(algorithm) || groups !== 1 || kernel[0] !== kernel[1]) return undefined;
  if ([...stride, ...dilation].some((step) => step !== 1)) return undefined;
  return FORMS[algorithm].find(({ taps }) => taps === kernel[0]);
}

const FORMS = { winograd4x4: [F4_3], winograd2x2: [F2_3, F2_5] };

/** Panels of eight output channels are computed whole. */
function directOperations(
  images: number,
  channels: number,
  outChannels: number,
  groups: number,
  { kernel, outHeight, outWidth }: Window,
): PassCosts {
  const taps = groups * images * outHeight * outWidth * kernel[0] * kernel[1];
  const [into, out] = [channels / groups, outChannels / groups];
  const forward = taps * into * panelLanes(out);
  return { forward, 'weight gradient': forward, 'input gradient': taps * out * panelLanes(into) };
}

/** Four output channels (of the input gradient: input channels) together, each with the few inputs of its group. */
function channelwiseOperations(
  images: number,
  channels: number,
  outChannels: number,
  groups: number,
  { kernel, outHeight, outWidth }: Window,
): PassCosts {
  const taps = images * outHeight * outWidth * kernel[0] * kernel[1] * CHANNELWISE_COST;
  const [into, out] = [channels / groups, outChannels / groups];
  const forward = (taps * into * lanesOf(outChannels)) / 4;
  return { forward, 'weight gradient': forward, 'input gradient': (taps * out * lanesOf(channels)) / 4 };
}

function winogradOperations(
  form: WinogradForm,
  images: number,
  channels: number,
  outChannels: number,
  { outHeight, outWidth }: Window,
): PassCosts {
  // Register tiles have four rows or more.
  const tiles = Math.ceil((images * Math.ceil(outHeight / form.tile) * Math.ceil(outWidth / form.tile)) / 4) * 4;
  const [inLanes, outLanes] = [lanesOf(channels), lanesOf(outChannels)];
  const points = pointsOf(form);
  // Each pass transforms one tile there and one back, or (for the weights) two there.
  const transforms = TRANSFORM_COST * points * ((inLanes + outLanes) / 4);
  const filterGroups = points * ((inLanes * outLanes) / 4);
  const filters = filterGroups * (16 * filterGroups > CACHE_BYTES ? FAR_FILTER_COST : FILTER_COST);
  const cost = (products: number) => tiles * (points * products * PRODUCT_COST + transforms) + filters;
  const forward = cost(inLanes * panelLanes(outChannels));
  return { forward, 'weight gradient': forward, 'input gradient': cost(outLanes * panelLanes(channels)) };
}

/** Lane groups of channels that fill whole panels of eight. */
function panelLanes(channels: number): number {
  return Math.ceil(channels / 8) * 2;
}

// Costs in units of one multiply-add of four lanes at the direct convolution's speed; measured by the kernel benchmark.
/** It reads an input and a filter for each product, and the images are spread out before. */
const CHANNELWISE_COST = 2.5;
const PRODUCT_COST = 1.1;
/** Of one point of a lane group, one way. */
const TRANSFORM_COST = 7;
/** Of one point of four filters, where all points of all filters fit into a cache and where they do not. */
const FILTER_COST = 8;
const FAR_FILTER_COST = 30;
const CACHE_BYTES = 4_000_000;
