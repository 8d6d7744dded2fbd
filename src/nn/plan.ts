import { type Fact, UserError } from '../base/errors.ts';
import { shapeText } from '../base/format.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { Activation } from './init.ts';
import type { LayerPath, LayerPlan, LayerSpec } from './layer.ts';
import { layers } from './layers/index.ts';
import { ONE_PIXEL, type ReceptiveField, seenThrough } from './receptive-field.ts';

export interface NetworkInput {
  /** Shape of one example, [C, H, W]. */
  readonly shape: Shape;
  readonly classes: number;
}

/** A layer in its place, before anything is allocated. */
export interface PlannedLayer extends LayerPlan {
  /** The prefix of its parameters' names: `3`, `conv1`, or `3.layers.conv1` for one inside of another. */
  readonly name: string;
  readonly spec: LayerSpec;
  readonly path: LayerPath;
  /** Shape of one example at its input, without the batch. */
  readonly input: Shape;
  readonly following: Activation;
  readonly receptiveField: ReceptiveField;
  /** The layers inside this one; no key for most types. */
  readonly branches: Readonly<Record<string, readonly PlannedLayer[]>>;
}

/** Says where a layer stands in the config, for messages: `configs/mine.yaml:14`. */
export type LocateLayer = (path: LayerPath) => string | undefined;

/**
 * Works out every layer's shapes and checks that they fit, and that one number for each class comes out.
 * @throws UserError naming the layer, the shapes and the line.
 */
export function planNetwork(specs: readonly LayerSpec[], input: NetworkInput, locate?: LocateLayer): PlannedLayer[] {
  const planned = planLayers(specs, input, locate);
  const last = planned.at(-1);
  const output = last?.output ?? input.shape;
  if (output.length === 1 && output[0] === input.classes) return planned;
  throw new UserError('The network does not end in one number for each class.', {
    facts: [
      ['output', shapeText(output)],
      ['expected', `[${input.classes}]   (classes)`],
      ...(last === undefined ? [] : [placeOf(last, locate)]),
    ],
    hint: 'End the model with "flatten" (or "globalAvgPool" and "flatten") and { type: linear, features: classes }.',
  });
}

/** The same for layers that need not end in the classes. */
export function planLayers(specs: readonly LayerSpec[], input: NetworkInput, locate?: LocateLayer): PlannedLayer[] {
  const planner = new Planner(input.classes, locate);
  const start: Start = { prefix: '', path: [], input: input.shape, receptiveField: ONE_PIXEL, beyond: { type: 'none' } };
  planner.checkTypes(specs, start);
  return planner.plan(specs, start);
}

/** Every layer with those inside of others, in the order in which they compute: a layer comes after its branches. */
export function inOrder<L extends { readonly branches: Readonly<Record<string, readonly L[]>> }>(list: readonly L[]): L[] {
  return list.flatMap((layer) => [...Object.values(layer.branches).flatMap((branch) => inOrder(branch)), layer]);
}

/** The fact that tells in which layer an error is, for messages. */
export function placeOf(
  { name, spec, path }: Pick<PlannedLayer, 'name' | 'spec' | 'path'>,
  locate: LocateLayer | undefined,
): Fact {
  const location = locate?.(path);
  return ['layer', `${name} (${spec.type})${location === undefined ? '' : `   ${location}`}`];
}

/** Where a list of layers begins: that of the network, or a branch. */
interface Start {
  /** What the names of its layers begin with. */
  readonly prefix: string;
  readonly path: LayerPath;
  readonly input: Shape;
  readonly receptiveField: ReceptiveField;
  /** The activation that follows the end of the list. */
  readonly beyond: Activation;
}

class Planner {
  readonly #classes: number;
  readonly #locate: LocateLayer | undefined;

  constructor(classes: number, locate: LocateLayer | undefined) {
    this.#classes = classes;
    this.#locate = locate;
  }

  /** @throws UserError at the first layer of a type that there is not, before anything else is looked at. */
  checkTypes(specs: readonly LayerSpec[], start: Pick<Start, 'prefix' | 'path'>): void {
    for (const [index, spec] of specs.entries()) {
      const place = placeIn(start, spec, index);
      const { branches } = this.#at(place, () => layers.get(spec.type));
      for (const [key, list] of Object.entries(branches?.(spec) ?? {})) this.checkTypes(list, startOf(place, key));
    }
  }

  plan(specs: readonly LayerSpec[], start: Start): PlannedLayer[] {
    const planned: PlannedLayer[] = [];
    let { input, receptiveField } = start;
    for (const [index, spec] of specs.entries()) {
      const following = firstActivation(specs.slice(index + 1), () => start.beyond);
      const layer = this.#planLayer({ ...placeIn(start, spec, index), input, following }, receptiveField);
      planned.push(layer);
      input = layer.output;
      receptiveField = layer.receptiveField;
    }
    return planned;
  }

  #planLayer(layer: Pick<PlannedLayer, 'name' | 'spec' | 'path' | 'input' | 'following'>, before: ReceptiveField): PlannedLayer {
    const { spec, input, following } = layer;
    const entry = layers.get(spec.type);
    const branches = mapValues(entry.branches?.(spec) ?? {}, (list, key) =>
      this.plan(list, { ...startOf(layer, key), input, receptiveField: before, beyond: following }),
    );
    const ends = mapValues(branches, (list) => list.at(-1) ?? { output: input, receptiveField: before });
    const plan = this.#at(layer, () => entry.plan(spec, input, this.#classes, ends));
    const receptiveField = plan.receptiveField ?? (plan.window === undefined ? before : seenThrough(before, plan.window));
    return { ...plan, ...layer, receptiveField, branches };
  }

  /** Lets an error say at which layer it happened. */
  #at<T>(layer: Pick<PlannedLayer, 'name' | 'spec' | 'path'>, body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw error instanceof UserError ? error.with([placeOf(layer, this.#locate)]) : error;
    }
  }
}

/** A layer without a name is called by its position, as in a PyTorch Sequential. */
function placeIn({ prefix, path }: Pick<Start, 'prefix' | 'path'>, spec: LayerSpec, index: number) {
  return { name: `${prefix}${spec.name ?? index}`, spec, path: [...path, index] };
}

function startOf({ name, path }: Pick<PlannedLayer, 'name' | 'path'>, branch: string) {
  return { prefix: `${name}.${branch}.`, path: [...path, branch] };
}

/**
 * The activation that a value goes through before it meets other weights, when it goes into these layers and, behind them,
 * into what is `beyond`. Of the branches of a layer the main one counts.
 */
function firstActivation(specs: readonly LayerSpec[], beyond: () => Activation): Activation {
  for (const [index, spec] of specs.entries()) {
    const { activation, branches } = layers.get(spec.type);
    if (activation !== undefined) return activation(spec);
    if (spec.type === 'conv2d' || spec.type === 'linear') return { type: 'identity' };
    const [main] = Object.values(branches?.(spec) ?? {});
    if (main !== undefined) return firstActivation(main, () => firstActivation(specs.slice(index + 1), beyond));
  }
  return beyond();
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
