import type { BuiltLayer } from '../../nn/network.ts';
import type { Experiment } from '../experiment.ts';
import { channelNote, type Picture, pictureOf } from './picture.ts';

/** The weights that look at the image itself, as pictures. */
export interface FirstFilters {
  readonly layer: string;
  /** `conv2d`, or `linear` where the first weights are those of a whole flattened image. */
  readonly type: string;
  /** One for each filter, as many as were asked for. Middle grey is 0, black -`range`, white +`range`. */
  readonly pictures: readonly Picture[];
  /** How many filters there are. */
  readonly count: number;
  /** The largest absolute weight of the layer. */
  readonly range: number;
  readonly notes: readonly string[];
}

/** Middle grey. */
const ZERO = 127.5;

/**
 * The filters of the first convolution, or what the units of a first linear layer look for in a flattened image; undefined
 * where the network begins with neither.
 * @param most pictures, at most.
 */
export function firstFilters({ network, data }: Experiment, most: number): FirstFilters | undefined {
  const first = network.layers.find(({ parameters }) => parameters.length > 0);
  const layer = first?.spec.type === 'linear' ? first : network.layers.find(({ spec }) => spec.type === 'conv2d');
  if (layer === undefined) return undefined;
  const weight = network.parameters.parameters.find(({ name }) => name === `${layer.name}.weight`)?.tensor;
  if (weight === undefined) return undefined;
  const { channels, height, width } = data.dataset;
  const shape = layer.spec.type === 'linear' ? [weight.shape[0], channels, height, width] : weight.shape;
  const [count = 0, depth = 1, rows = 1, columns = 1] = shape;
  const length = depth * rows * columns;
  // A linear layer that does not see the image itself, but what a pooling left of it.
  if (count * length !== weight.size) return undefined;
  const values = weight.toArray();
  const range = largestOf(values);
  const toByte = (value: number) => (Number.isNaN(value) ? 0 : byteOf(range === 0 ? 0 : value / range));
  const pictures = Array.from({ length: Math.min(most, count) }, (_, filter) =>
    pictureOf({ values, start: filter * length, channels: depth, height: rows, width: columns }, toByte),
  );
  return { layer: layer.name, type: layer.spec.type, pictures, count, range, notes: notesOn(layer, depth, values) };
}

function notesOn({ name }: BuiltLayer, depth: number, values: Float32Array): string[] {
  const notFinite = values.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
  const channels = channelNote(`The filters of ${name}`, depth);
  return [
    ...(channels === undefined ? [] : [channels]),
    ...(notFinite === 0 ? [] : [`${notFinite} of ${values.length} weights of ${name} are not finite.`]),
  ];
}

function largestOf(values: Float32Array): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

/** Of -1 to 1. */
function byteOf(value: number): number {
  return Math.round(ZERO + ZERO * Math.max(-1, Math.min(1, value)));
}
