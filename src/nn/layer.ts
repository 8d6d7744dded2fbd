import type { Entry } from '../base/registry.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Parameter } from '../tensor/parameters.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Activation } from './init.ts';

/** How a forward pass is run. */
export interface Mode {
  /** Dropout drops and batch normalisation uses the batch's own statistics. */
  readonly training: boolean;
  /** Whether batch normalisation moves its running statistics; off when a step is only looked at. */
  readonly updateStatistics: boolean;
}

/** A built layer. */
export interface Layer {
  forward(x: Tensor, mode: Mode): Tensor;
}

/** What a layer does to the shape of one example ([C, H, W] or [F], without the batch), and what it costs. */
export interface LayerPlan {
  readonly output: Shape;
  /** Multiply-adds of one example's forward pass; only convolutions and matrix products are counted. */
  readonly macs: number;
  /** The window that the layer slides, for the receptive field; absent for layers that look at one position. */
  readonly window?: WindowPlan;
  /** The smallest batch that the layer can be trained on; 1 when not given. */
  readonly leastBatch?: number;
}

export interface WindowPlan {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Padding above and to the left. */
  readonly padding: readonly [number, number];
}

/** What a layer is given to build itself with. Names are made unique by the layer's own prefix. */
export interface LayerContext {
  readonly engine: Engine;
  /** Shape of one example at the input, without the batch. */
  readonly input: Shape;
  readonly classes: number;
  /** The activation that follows, which the default initialisation depends on; `none` for the network's output. */
  readonly following: Activation;
  /** The seed of the run and the position of the layer: together the key of the layer's randomness. */
  readonly seed: number;
  readonly index: number;
  /** A learnable array. `weight` decays, biases and normalisation parameters do not. */
  parameter(name: string, shape: Shape, initialize: (values: Float32Array) => void): Parameter;
  /** An array that is saved but not learned, filled with `value`. */
  buffer(name: string, shape: Shape, value: number): Tensor;
}

/** A member of the registry of layers. `O` is what its option schema gives. */
export interface LayerEntry<O = Record<string, unknown>> extends Entry {
  /** The activation function that this layer is, if it is one. */
  readonly activation?: (options: O) => Activation;
  /**
   * The output shape for one example of shape `input`.
   * @throws UserError when the input does not fit.
   */
  plan(options: O, input: Shape, classes: number): LayerPlan;
  create(options: O, context: LayerContext): Layer;
}

/** Types an entry's methods by its own schema, and forgets the type for the registry. */
export function defineLayer<O>(entry: LayerEntry<O>): LayerEntry {
  return entry as unknown as LayerEntry;
}
