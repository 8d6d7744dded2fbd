import type { Engine } from '../../tensor/engine.ts';
import { lanesOf } from '../../tensor/tensor.ts';
import type { Convolution, Passes } from './algorithm.ts';
import { pointsOf, type WinogradForm } from './forms.ts';

const LANE_BYTES = 16;
const PANEL = 8;
/** Bytes between the matrices of two points, as in the kernels. */
const POINT_GAP = 64;

/** Convolution of stride 1 by one of Winograd's forms, forward and both gradients. */
export function winograd({ x, weight, bias, y, window, activation }: Convolution, form: WinogradForm): Passes {
  const { engine } = x;
  const [images = 1, channels = 1, height = 1, width = 1] = x.shape;
  const { padding, outHeight, outWidth } = window;
  const outChannels = y.channels;
  const area = 4 * form.taps ** 2;
  // What lies outside an image: as many pixels as a tile is wide.
  const zeros = engine.scratch(4 * ZERO_PIXELS * Math.max(x.lanes, y.lanes));
  engine.run('fill', zeros, ZERO_PIXELS * Math.max(x.lanes, y.lanes), 0);
  const input: Images = { address: x.address, images, height, width, channels };
  const tiles = tilesOf(form, images, outHeight, outWidth);

  const output: Images = { address: y.address, images, height: outHeight, width: outWidth, channels: outChannels };
  engine.briefly(() => {
    const filters = transformFilters(engine, form, weight.address, outChannels, channels, [area * channels, area, 0]);
    const biases = engine.scratch(4 * y.lanes);
    engine.run('fill', biases, y.lanes, 0);
    if (bias !== undefined) engine.run('copy', bias.address, biases, outChannels);
    multiply(engine, form, input, { filters, biases, zeros, lowest: activation === 'relu' ? 0 : NO_LIMIT }, output, padding);
  });

  return {
    weightGradient(dy, dWeight) {
      const { groups, blocks, chunk } = shareOfGradient(form, tiles.count, x.lanes, y.lanes);
      const sums = engine.scratch(groups * transformedBytes(form, outChannels, channels));
      const inputs = lanesOf(Math.ceil(x.lanes / blocks));
      const far = isFar(input, output);
      const room = roomOfChunk(form, chunk, inputs, y.lanes) + LANE_BYTES;
      const scratch = Array.from({ length: engine.threads }, () => engine.scratch(room));
      engine.runDivided('winograd_weight_gradient', { units: groups * blocks, grain: 1 }, (from, to, thread) => [
        ...([form.code, x.address, zeros, dy, sums, scratch[thread] ?? 0, chunk, far, tiles.count] as const),
        ...([groups, blocks, from, to] as const),
        ...([tiles.across, tiles.perImage, height, width, padding.top, padding.left] as const),
        ...([x.lanes, outChannels, outHeight, outWidth] as const),
      ]);
      const work = Array.from({ length: engine.threads }, () => engine.scratch(LANE_BYTES * 97));
      engine.runDivided('winograd_filter_gradient', { units: outChannels, grain: 4 }, (from, to, thread) => [
        ...([form.code, sums, groups, dWeight, work[thread] ?? 0, outChannels, channels, from, to] as const),
      ]);
    },
    inputGradient(dy, dx) {
      // dx is the convolution of dy with the filters turned by 180 degrees, padded so that it is as large as x.
      const around = { top: form.taps - 1 - padding.top, left: form.taps - 1 - padding.left };
      const turned = transformFilters(engine, form, weight.address, channels, outChannels, [area, area * channels, 1]);
      multiply(
        engine,
        form,
        { ...output, address: dy },
        { filters: turned, biases: zeros, zeros, lowest: NO_LIMIT },
        { ...input, address: dx },
        around,
      );
    },
  };
}

/** Images [N, height, width, channels], padded to lane groups. */
interface Images {
  readonly address: number;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** 1 where images are more than a second-level cache holds, and are worth fetching ahead. */
function isFar(...images: readonly Images[]): 0 | 1 {
  const bytes = images.reduce(
    (sum, { images: count, height, width, channels }) => sum + 4 * count * height * width * lanesOf(channels),
    0,
  );
  return bytes > 1_000_000 ? 1 : 0;
}

interface Tiles {
  readonly count: number;
  readonly across: number;
  readonly perImage: number;
}

function tilesOf({ tile }: WinogradForm, images: number, outHeight: number, outWidth: number): Tiles {
  const across = Math.ceil(outWidth / tile);
  const perImage = Math.ceil(outHeight / tile) * across;
  return { count: images * perImage, across, perImage };
}

/** Bytes of U or dU: panels of eight outputs for each point. */
function transformedBytes(form: WinogradForm, outputs: number, inputs: number): number {
  return pointsOf(form) * (4 * Math.ceil(outputs / PANEL) * PANEL * lanesOf(inputs) + POINT_GAP);
}

/** Bytes in which a thread transforms and multiplies one chunk: a lane group of each point, V and M (or Z). */
function roomOfChunk(form: WinogradForm, chunk: number, lanes: number, outLanes: number): number {
  return pointsOf(form) * (LANE_BYTES + 4 * chunk * (lanes + outLanes) + 2 * POINT_GAP);
}

/** U = G g G^T of all filters. @returns its byte address. */
function transformFilters(
  engine: Engine,
  form: WinogradForm,
  weight: number,
  outputs: number,
  inputs: number,
  [outputStep, inputStep, turned]: readonly [number, number, 0 | 1],
): number {
  const transformed = engine.scratch(transformedBytes(form, outputs, inputs));
  const work = Array.from({ length: engine.threads }, () => engine.scratch(LANE_BYTES * 56));
  const units = Math.ceil(outputs / PANEL) * PANEL;
  engine.runDivided('winograd_filter', { units, grain: PANEL }, (from, to, thread) => [
    ...([form.code, weight, transformed, work[thread] ?? 0, outputs, inputs] as const),
    ...([outputStep, inputStep, turned, from, to] as const),
  ]);
  return transformed;
}

/** What the products need besides images: byte addresses, and the bits of the least value that an output may have. */
interface Operands {
  readonly filters: number;
  readonly biases: number;
  readonly zeros: number;
  readonly lowest: number;
}

function multiply(
  engine: Engine,
  form: WinogradForm,
  input: Images,
  { filters, biases, zeros, lowest }: Operands,
  output: Images,
  { top, left }: { readonly top: number; readonly left: number },
): void {
  const tiles = tilesOf(form, input.images, output.height, output.width);
  const [lanes, outLanes] = [lanesOf(input.channels), lanesOf(output.channels)];
  const chunk = Math.min(chunkOf(form, lanes, outLanes), tiles.count);
  const room = roomOfChunk(form, chunk, lanes, outLanes);
  const scratch = Array.from({ length: engine.threads }, () => engine.scratch(room));
  const far = isFar(input, output);
  const limit = engine.scratch(LANE_BYTES);
  engine.run('fill', limit, 4, lowest);
  engine.runDivided('winograd_forward', { units: tiles.count, grain: 20 }, (from, to, thread) => [
    ...([form.code, input.address, zeros, filters, biases, limit, output.address] as const),
    ...([scratch[thread] ?? 0, chunk, far, from, to] as const),
    ...([tiles.across, tiles.perImage, input.height, input.width, top, left] as const),
    ...([lanes, output.channels, output.height, output.width] as const),
  ]);
}

/** Pixels of the widest tile of inputs. */
const ZERO_PIXELS = 6;
/** The bits of minus infinity. */
const NO_LIMIT = -8388608;

/**
 * Tiles that are transformed and multiplied together: as many as share one reading of the filters, and few enough for V and M to
 * stay in the second-level cache.
 */
function chunkOf(form: WinogradForm, lanes: number, outLanes: number): number {
  const fitting = Math.floor(CACHE_BYTES / (4 * pointsOf(form) * (lanes + outLanes)) / 20) * 20;
  return Math.max(20, Math.min(60, fitting));
}

const CACHE_BYTES = 400_000;

/**
 * How the sum of the weight gradient over tiles is cut: in groups that threads can work on apart, where the partial sums do not
 * take too much memory, and in blocks of input channels where they do. By the shapes alone, since the order of a sum is part of
 * its bits.
 */
function shareOfGradient(form: WinogradForm, tiles: number, lanes: number, outLanes: number) {
  const most = Math.floor(PARTIAL_BYTES / transformedBytes(form, outLanes, lanes));
  const wanted = Math.max(1, Math.min(8, most, Math.floor(tiles / 64)));
  const groups = Math.ceil(tiles / Math.ceil(tiles / wanted));
  const inputs = groups > 1 ? lanes : lanesOf(Math.ceil(lanes / Math.min(4, Math.ceil(lanes / 64))));
  return { groups, blocks: Math.ceil(lanes / inputs), chunk: Math.min(GRADIENT_CHUNK, Math.ceil(tiles / groups)) };
}

const PARTIAL_BYTES = 4_000_000;
/** Sums go to memory and back once a chunk. */
const GRADIENT_CHUNK = 32;
