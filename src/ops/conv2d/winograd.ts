import type { Engine } from '../../tensor/engine.ts';
import { lanesOf } from '../../tensor/tensor.ts';
import type { Convolution, Passes } from './algorithm.ts';
import type { Padding } from './geometry.ts';

/** Output pixels of a tile along one side, and points of the transform; see `winograd.kernel.ts`. */
const TILE = 4;
const POINTS = 36;
/** Tiles that are transformed and multiplied together, so that the filters are read once for all of them. */
const CHUNK = 64;
/** For the weight gradient, whose partial sums are added up once a chunk. */
const GRADIENT_CHUNK = 128;
const LANE_BYTES = 16;
/** Bytes between the matrices of two points, as in the kernels. */
const POINT_GAP = 64;

/** 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3), forward and both gradients. */
export function winograd({ x, weight, bias, y, window }: Convolution): Passes {
  const { engine } = x;
  const [images = 1, channels = 1, height = 1, width = 1] = x.shape;
  const { padding, outHeight, outWidth } = window;
  const outChannels = y.channels;
  const filterSteps = { forward: [36 * channels, 36, 0], backward: [36, 36 * channels, 1] } as const;

  const input = padTiles(engine, x.address, [images, height, width, x.lanes], padding, [outHeight, outWidth]);
  engine.briefly(() => {
    const forward = transformFilters(engine, weight.address, outChannels, channels, filterSteps.forward);
    const biases = engine.scratch(4 * y.lanes);
    engine.run('fill', biases, y.lanes, 0);
    if (bias !== undefined) engine.run('copy', bias.address, biases, outChannels);
    multiply(engine, input, forward, biases, y.address, [images, x.lanes, outChannels, outHeight, outWidth]);
  });

  return {
    weightGradient(dy, dWeight) {
      const panels = Math.ceil(y.lanes / 8);
      const floats = POINTS * panels * 8 * x.lanes;
      const chunk = Math.min(GRADIENT_CHUNK, input.tiles);
      const sums = engine.scratch(4 * floats);
      const room = LANE_BYTES * (POINTS + 1) + POINTS * (4 * chunk * (x.lanes + y.lanes) + 2 * POINT_GAP) + 4 * floats;
      const scratch = Array.from({ length: engine.threads }, () => engine.scratch(room));
      engine.runDivided('winograd_weight_gradient', { units: x.lanes, grain: 4, partsPerThread: 1 }, (from, to, thread) => [
        ...([input.address, dy, sums, scratch[thread] ?? 0, chunk, input.tiles, input.tilesX, input.tilesPerImage] as const),
        ...([input.imageStep, input.rowStep, x.lanes, from, to, outChannels, outHeight, outWidth] as const),
      ]);
      engine.run('winograd_filter_gradient', sums, dWeight, engine.scratch(LANE_BYTES * 18), outChannels, channels);
    },
    inputGradient(dy, dx) {
      // dx is the convolution of dy with the filters turned by 180 degrees, padded so that it is as large as x.
      const around = { top: 2 - padding.top, left: 2 - padding.left };
      const gradient = padTiles(engine, dy, [images, outHeight, outWidth, y.lanes], around, [height, width]);
      const filters = transformFilters(engine, weight.address, channels, outChannels, filterSteps.backward);
      const zeros = engine.scratch(4 * x.lanes);
      engine.run('fill', zeros, x.lanes, 0);
      multiply(engine, gradient, filters, zeros, dx, [images, y.lanes, channels, height, width]);
    },
  };
}

/** Images padded to whole tiles. Steps are in bytes. */
interface TiledImages {
  readonly address: number;
  readonly imageStep: number;
  readonly rowStep: number;
  readonly tilesX: number;
  readonly tilesPerImage: number;
  readonly tiles: number;
}

/** A copy of images [N, H, W, lanes] with zeros around, as large as the tiles of an output of `outSize` need. */
function padTiles(
  engine: Engine,
  source: number,
  [images, height, width, lanes]: readonly [number, number, number, number],
  { top, left }: Pick<Padding, 'top' | 'left'>,
  outSize: readonly [number, number],
): TiledImages {
  const [tilesY, tilesX] = [Math.ceil(outSize[0] / TILE), Math.ceil(outSize[1] / TILE)];
  const [paddedHeight, paddedWidth] = [tilesY * TILE + 2, tilesX * TILE + 2];
  const rowStep = 4 * paddedWidth * lanes;
  const address = engine.scratch(images * paddedHeight * rowStep);
  engine.runDivided('conv_pad', { units: images, grain: 1 }, (from, to) => [
    ...([source + from * 4 * height * width * lanes, address + from * paddedHeight * rowStep, to - from] as const),
    ...([height, width, lanes, 0, lanes, top, left, paddedHeight, paddedWidth, 1, 1] as const),
  ]);
  return {
    address,
    imageStep: paddedHeight * rowStep,
    rowStep,
    tilesX,
    tilesPerImage: tilesY * tilesX,
    tiles: images * tilesY * tilesX,
  };
}

/** U = G g G^T of all filters. @returns its byte address. */
function transformFilters(
  engine: Engine,
  weight: number,
  outputs: number,
  inputs: number,
  [outputStep, inputStep, turned]: readonly [number, number, 0 | 1],
): number {
  const transformed = engine.scratch(4 * POINTS * Math.ceil(outputs / 8) * 8 * lanesOf(inputs));
  engine.run(
    'winograd_filter',
    weight,
    transformed,
    engine.scratch(LANE_BYTES * 18),
    outputs,
    inputs,
    outputStep,
    inputStep,
    turned,
  );
  return transformed;
}

function multiply(
  engine: Engine,
  input: TiledImages,
  filters: number,
  biases: number,
  out: number,
  [images, lanes, outChannels, outHeight, outWidth]: readonly [number, number, number, number, number],
): void {
  const chunk = Math.min(CHUNK, images * input.tilesPerImage);
  const room = LANE_BYTES * POINTS + POINTS * (4 * chunk * (lanes + lanesOf(outChannels)) + 2 * POINT_GAP);
  const scratch = Array.from({ length: engine.threads }, () => engine.scratch(room));
  engine.runDivided('winograd_forward', { units: input.tiles, grain: 4 }, (from, to, thread) => [
    ...([input.address, filters, biases, out, scratch[thread] ?? 0, chunk, from, to, input.tilesX, input.tilesPerImage] as const),
    ...([input.imageStep, input.rowStep, lanes, outChannels, outHeight, outWidth] as const),
  ]);
}
