import type { Entry } from '../base/registry.ts';
import type { Preference } from '../ops/conv2d/algorithm.ts';
import type { Engine } from '../tensor/engine.ts';
import type { Parameter } from '../tensor/parameters.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Activation } from './init.ts';
import type { ReceptiveField, WindowPlan } from './receptive-field.ts';

/** One layer as a config gives it: its type, its options (complete, checked by the layer's schema), perhaps a name. */
export interface LayerSpec {
  readonly type: string;
  /** Prefix of its parameters' names; its position when not given, as in a PyTorch Sequential. */
  readonly name?: string | undefined;
  readonly [option: string]: unknown;
}

/** Where a layer stands below `model` in a config: `[3]`, or `[3, 'layers', 0]` for one inside of that. */
export type LayerPath = readonly (string | number)[];

/** How a forward pass is run. */
export interface Mode {
  /** Dropout drops and batch normalisation uses the batch's own statistics. */
  readonly training: boolean;
  /** Whether batch normalisation moves its running statistics; off when a step is only looked at. */
  readonly updateStatistics: boolean;
}

/**
 * What is left to do with a layer's output, activation(output + residual), and what the layer can do in the same pass over
 * memory. It changes no bit of the result: passes are saved, and what would lie between them.
 */
export interface Epilogue {
  /** Of the output's shape; added before the activation. */
  readonly residual?: Tensor | undefined;
  readonly activation?: Activation | undefined;
}

/** The epilogues that a layer takes over from what comes behind it. */
export interface TakesOver {
  readonly residual: boolean;
  readonly activations: readonly Activation['type'][];
}

/** The layer's own branches in one forward pass. */
export interface Branches {
  /** Sends a value through a branch, in the same mode. The epilogue must be one that the branch takes over. */
  run(branch: string, x: Tensor, epilogue?: Epilogue): Tensor;
  /** Whether the branch can add a residual in its last pass. Never while somebody looks at the output of each layer. */
  takesResidual(branch: string): boolean;
}

/** A built layer. */
export interface Layer {
  /** Absent: nothing, `forward` never gets an epilogue. */
  readonly takesOver?: TakesOver;
  /** @param epilogue is empty or one that the layer takes over. */
  forward(x: Tensor, mode: Mode, epilogue: Epilogue, branches: Branches): Tensor;
}

/** What a layer does to the shape of one example ([C, H, W] or [F], without the batch), and what it costs. */
export interface LayerPlan {
  readonly output: Shape;
  /** Multiply-adds of one example's forward pass, without those of its branches; only convolutions and matrix products are counted. */
  readonly macs: number;
  /** The window that the layer slides, for the receptive field; absent for layers that look at one position. */
  readonly window?: WindowPlan;
  /** What the layer sees of the network's input, where no window says it: that of its branches together. */
  readonly receptiveField?: ReceptiveField;
  /** The smallest batch that the layer can be trained on; 1 when not given. */
  readonly leastBatch?: number;
}

/** What comes out of a branch. */
export type BranchEnd = Required<Pick<LayerPlan, 'output' | 'receptiveField'>>;

/** What a layer is given to build itself with. Names are made unique by the layer's own prefix. */
export interface LayerContext {
  readonly engine: Engine;
  /** Shape of one example at the input, without the batch. */
  readonly input: Shape;
  readonly classes: number;
  /** The activation that follows, which the default initialisation depends on; `none` for the network's output. */
  readonly following: Activation;
  /** The seed of the run and the place of the layer: together the key of the layer's randomness. */
  readonly seed: number;
  readonly path: LayerPath;
  /** What each branch takes over at its end. */
  readonly branchEnds: Readonly<Record<string, TakesOver>>;
  /** How convolutions are computed that do not say it themselves, where that can be. */
  readonly convolution: Preference;
  /** A learnable array. `weight` decays, biases and normalisation parameters do not. */
  parameter(name: string, shape: Shape, initialize: (values: Float32Array) => void): Parameter;
  /** An array that is saved but not learned, filled with `value`. */
  buffer(name: string, shape: Shape, value: number): Tensor;
}

/** A member of the registry of layers. `O` is what its option schema gives, `B` the names of its branches. */
export interface LayerEntry<O = Record<string, unknown>, B extends string = string> extends Entry {
  /** The activation function that this layer is, if it is one. */
  readonly activation?: (options: O) => Activation;
  /**
   * The lists of layers inside this one, the main one first. Each takes the input of this layer; its name is the option that
   * holds it, and a part of its parameters' names.
   */
  readonly branches?: (options: O) => Readonly<Record<B, readonly LayerSpec[]>>;
  /**
   * The output shape for one example of shape `input`.
   * @param branches says what comes out of each branch for that input.
   * @throws UserError when the input does not fit.
   */
  plan(options: O, input: Shape, classes: number, branches: Readonly<Record<B, BranchEnd>>): LayerPlan;
  create(options: O, context: LayerContext): Layer;
}

/** Types an entry's methods by its own schema, and forgets the type for the registry. */
export function defineLayer<O, B extends string = never>(entry: LayerEntry<O, B>): LayerEntry {
  return entry as unknown as LayerEntry;
}
