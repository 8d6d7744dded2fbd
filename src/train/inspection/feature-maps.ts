import type { ImageSet } from '../../data/dataset.ts';
import type { BuiltLayer } from '../../nn/network.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Experiment } from '../experiment.ts';
import { EVALUATION, probe } from '../probe.ts';
import { type Picture, pictureOf } from './picture.ts';

/** What one layer makes of one image. */
export interface LayerMaps {
  readonly name: string;
  readonly type: string;
  /** Of the layer's output for one image. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** The first channels, as many as were asked for. Black is `low`, white is `high`. */
  readonly maps: readonly Picture[];
  /** The least and the largest value of the layer's whole output. */
  readonly low: number;
  readonly high: number;
  /** How many values were averaged for a pixel, along each side: 1 unless the map is too large to show. */
  readonly shrunk: number;
}

/** What a network makes of one image, from layer to layer. */
export interface Activations {
  readonly layers: readonly LayerMaps[];
  /** The outputs, one for each class. */
  readonly logits: readonly number[];
}

export interface MapLimits {
  /** Maps of a layer. */
  readonly maps: number;
  /** Layers; of a deeper network some are left out, evenly. */
  readonly layers: number;
  /** Pixels of a map along its longer side. */
  readonly side: number;
}

/** Layers whose outputs show nothing new. */
const NOT_SHOWN = new Set(['dropout', 'flatten', 'softmax']);

/** The layers that make images of an image, in the order of the computation. */
export function mappedLayers({ network }: Experiment): BuiltLayer[] {
  return network.layers.filter(({ spec, output: [, height = 1, width = 1] }) => !NOT_SHOWN.has(spec.type) && height * width > 1);
}

/** Sends one image through the network as in an evaluation and keeps the outputs of its layers. @param index is its position in the set. */
export function activationsOf(experiment: Experiment, set: ImageSet, index: number, limits: MapLimits): Activations {
  const shown = new Set(evenly(mappedLayers(experiment), limits.layers));
  const layers: LayerMaps[] = [];
  const examples = { set, order: Uint32Array.of(index), from: 0, to: 1 };
  const { logits } = probe(experiment, examples, {
    mode: EVALUATION,
    observe: (layer, output) => {
      if (shown.has(layer)) layers.push(mapsOf(layer, output, limits));
    },
  });
  return { layers, logits: Array.from(logits) };
}

function mapsOf({ name, spec }: BuiltLayer, output: Tensor, { maps, side }: MapLimits): LayerMaps {
  const [, channels = 1, height = 1, width = 1] = output.shape;
  const values = output.toArray();
  const [low, high] = extentOf(values);
  const shrunk = Math.ceil(Math.max(height, width) / side);
  const toByte = (value: number) => (high > low ? Math.round(255 * Math.max(0, Math.min(1, (value - low) / (high - low)))) : 0);
  const pictures = Array.from({ length: Math.min(maps, channels) }, (_, channel) => {
    const map = shrink(values.subarray(channel * height * width, (channel + 1) * height * width), height, width, shrunk);
    return pictureOf({ ...map, start: 0, channels: 1 }, toByte);
  });
  return { name, type: spec.type, shape: [channels, height, width], maps: pictures, low, high, shrunk };
}

/** The least and the largest of the finite numbers; 0 where there are none. */
function extentOf(values: Float32Array): readonly [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The means of squares of `factor` by `factor` values, smaller ones at the right and at the bottom. */
function shrink(values: Float32Array, height: number, width: number, factor: number) {
  if (factor === 1) return { values, height, width };
  const rows = Math.ceil(height / factor);
  const columns = Math.ceil(width / factor);
  const means = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let count = 0;
      for (let y = row * factor; y < Math.min(height, (row + 1) * factor); y++) {
        for (let x = column * factor; x < Math.min(width, (column + 1) * factor); x++) {
          sum += values[y * width + x] as number;
          count += 1;
        }
      }
      means[row * columns + column] = sum / count;
    }
  }
  return { values: means, height: rows, width: columns };
}

/** At most `most` of a list, the first and the last among them, the others evenly between. */
function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / Math.max(1, most - 1))] as T);
}
