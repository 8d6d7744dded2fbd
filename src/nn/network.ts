import { type Fact, UserError } from '../base/errors.ts';
import { shapeText } from '../base/format.ts';
import type { Engine } from '../tensor/engine.ts';
import { ParameterStore } from '../tensor/parameters.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Activation } from './init.ts';
import type { Layer, LayerPlan, Mode } from './layer.ts';
import { layers } from './layers/index.ts';
import { ONE_PIXEL, type ReceptiveField, seenThrough } from './receptive-field.ts';

/** One layer as a config gives it: its type, its options (complete, checked by the layer's schema), perhaps a name. */
export interface LayerSpec {
  readonly type: string;
  /** Prefix of its parameters' names; its position when not given, as in a PyTorch Sequential. */
  readonly name?: string | undefined;
  readonly [option: string]: unknown;
}

export interface NetworkInput {
  /** Shape of one example, [C, H, W]. */
  readonly shape: Shape;
  readonly classes: number;
}

/** A layer in its place, before anything is allocated. */
export interface PlannedLayer extends LayerPlan {
  readonly name: string;
  readonly spec: LayerSpec;
  /** Shape of one example at its input, without the batch. */
  readonly input: Shape;
  readonly following: Activation;
  readonly receptiveField: ReceptiveField;
}

/**
 * Works out every layer's shapes and checks that they fit.
 * @param locate says where the layer of an index stands in the config, for messages: `configs/mine.yaml:14`.
 * @throws UserError naming the layer, the shapes and the line.
 */
export function planNetwork(
  specs: readonly LayerSpec[],
  input: NetworkInput,
  locate?: (index: number) => string | undefined,
): PlannedLayer[] {
  /** Lets an error say at which layer it happened. */
  const at = <T>(index: number, spec: LayerSpec, body: () => T): T => {
    try {
      return body();
    } catch (error) {
      throw error instanceof UserError ? error.with([placeOf(nameOf(spec, index), spec, locate?.(index))]) : error;
    }
  };
  const members = specs.map((spec, index) => ({ spec, entry: at(index, spec, () => layers.get(spec.type)) }));
  const planned: PlannedLayer[] = [];
  let shape = input.shape;
  let receptiveField = ONE_PIXEL;
  for (const [index, { spec, entry }] of members.entries()) {
    const plan = at(index, spec, () => entry.plan(spec, shape, input.classes));
    if (plan.window !== undefined) receptiveField = seenThrough(receptiveField, plan.window);
    const following = followingActivation(specs, index);
    planned.push({ ...plan, name: nameOf(spec, index), spec, input: shape, following, receptiveField });
    shape = plan.output;
  }
  if (shape.length !== 1 || shape[0] !== input.classes) {
    const index = specs.length - 1;
    const last = specs[index];
    throw new UserError('The network does not end in one number for each class.', {
      facts: [
        ['output', shapeText(shape)],
        ['expected', `[${input.classes}]   (classes)`],
        ...(last === undefined ? [] : [placeOf(nameOf(last, index), last, locate?.(index))]),
      ],
      hint: 'End the model with "flatten" (or "globalAvgPool" and "flatten") and { type: linear, features: classes }.',
    });
  }
  return planned;
}

/** A layer without a name is called by its position, as in a PyTorch Sequential. */
function nameOf(spec: LayerSpec, index: number): string {
  return spec.name ?? String(index);
}

/** The fact that tells in which layer an error is, for messages. */
export function placeOf(name: string, spec: LayerSpec, location: string | undefined): Fact {
  return ['layer', `${name} (${spec.type})${location === undefined ? '' : `   ${location}`}`];
}

/** The activation that the output of a layer goes through before it meets other weights. */
function followingActivation(specs: readonly LayerSpec[], index: number): Activation {
  for (const spec of specs.slice(index + 1)) {
    const activation = layers.get(spec.type).activation;
    if (activation !== undefined) return activation(spec);
    if (spec.type === 'conv2d' || spec.type === 'linear') return { type: 'identity' };
  }
  return { type: 'none' };
}

/** A layer with its memory. */
export interface BuiltLayer extends PlannedLayer {
  readonly layer: Layer;
  /** Names of its parameters in the network's store. */
  readonly parameters: readonly string[];
}

/** A feed-forward network: layers one after the other. */
export class Network {
  readonly layers: readonly BuiltLayer[];
  readonly parameters: ParameterStore;
  /** What is saved but not learned (running statistics), by name. */
  readonly buffers: ReadonlyMap<string, Tensor>;

  constructor(engine: Engine, planned: readonly PlannedLayer[], classes: number, seed: number) {
    const store = new ParameterStore();
    const buffers = new Map<string, Tensor>();
    this.layers = planned.map((plan, index) => {
      const parameters: string[] = [];
      const layer = layers.get(plan.spec.type).create(plan.spec, {
        engine,
        input: plan.input,
        classes,
        following: plan.following,
        seed,
        index,
        parameter(name, shape, initialize) {
          const full = `${plan.name}.${name}`;
          parameters.push(full);
          return store.declare({ name: full, shape, decays: shape.length > 1, initialize });
        },
        buffer(name, shape, value) {
          const tensor = engine.persistent(shape, 'dense').set(new Array(shape.reduce((a, b) => a * b, 1)).fill(value));
          buffers.set(`${plan.name}.${name}`, tensor);
          return tensor;
        },
      });
      return { ...plan, layer, parameters };
    });
    store.layOut(engine);
    this.parameters = store;
    this.buffers = buffers;
  }

  /**
   * Input [N, C, H, W] to logits [N, classes].
   * @param observe is told each layer's output as it comes, for looking into the network.
   */
  forward(x: Tensor, mode: Mode, observe?: (layer: BuiltLayer, output: Tensor) => void): Tensor {
    let value = x;
    for (const built of this.layers) {
      value = built.layer.forward(value, mode);
      observe?.(built, value);
    }
    return value;
  }
}
