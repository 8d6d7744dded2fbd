import type { Preference } from '../ops/conv2d/algorithm.ts';
import type { Engine } from '../tensor/engine.ts';
import { ParameterStore } from '../tensor/parameters.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Activation } from './init.ts';
import { endOf, join } from './join.ts';
import type { Epilogue, Layer, Mode } from './layer.ts';
import { layers } from './layers/index.ts';
import { inOrder, type PlannedLayer } from './plan.ts';

/** A layer with its memory. */
export interface BuiltLayer extends PlannedLayer {
  readonly layer: Layer;
  /** Names of its parameters in the network's store, those of its branches not among them. */
  readonly parameters: readonly string[];
  readonly branches: Readonly<Record<string, readonly BuiltLayer[]>>;
}

/** A feed-forward network: layers one after the other, some of which have branches of layers inside. */
export class Network {
  /** Every layer, with those inside of others, in the order in which they compute: a layer comes after its branches. */
  readonly layers: readonly BuiltLayer[];
  readonly parameters: ParameterStore;
  /** What is saved but not learned (running statistics), by name. */
  readonly buffers: ReadonlyMap<string, Tensor>;
  /** From input to output, without those inside. */
  readonly #outermost: readonly BuiltLayer[];
  readonly #engine: Engine;

  /** @param convolution is how convolutions are computed that do not say it themselves, where that can be. */
  constructor(engine: Engine, planned: readonly PlannedLayer[], classes: number, seed: number, convolution: Preference = 'auto') {
    this.#engine = engine;
    const store = new ParameterStore();
    const buffers = new Map<string, Tensor>();
    const build = (plan: PlannedLayer): BuiltLayer => {
      const branches = Object.fromEntries(Object.entries(plan.branches).map(([key, list]) => [key, list.map(build)]));
      const parameters: string[] = [];
      const layer = layers.get(plan.spec.type).create(plan.spec, {
        engine,
        input: plan.input,
        classes,
        following: plan.following,
        seed,
        path: plan.path,
        branchEnds: Object.fromEntries(Object.entries(branches).map(([key, list]) => [key, endOf(list)])),
        convolution,
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
      return { ...plan, branches, layer, parameters };
    };
    this.#outermost = planned.map(build);
    this.layers = inOrder(this.#outermost);
    store.layOut(engine);
    this.parameters = store;
    this.buffers = buffers;
  }

  /**
   * Input [N, C, H, W] to logits [N, classes].
   * @param observe is told each layer's output as it comes, in the order of `layers`, for looking into the network. Without
   * it layers take over what comes behind them, where they can; that changes no bit of the result. An output's memory may be in
   * use for something else as soon as the next layer has read it.
   */
  forward(x: Tensor, mode: Mode, observe?: (layer: BuiltLayer, output: Tensor) => void): Tensor {
    const run = (list: readonly BuiltLayer[], input: Tensor, last: Epilogue = {}): Tensor => {
      const steps = observe === undefined ? join(list, activationOf) : list.map((built) => ({ built, activation: undefined }));
      return steps.reduce((value, { built, activation }, i) => {
        const epilogue = i === steps.length - 1 && activation === undefined ? last : { activation };
        const through = {
          run: (branch: string, start: Tensor, end?: Epilogue) => run(built.branches[branch] ?? [], start, end),
          takesResidual: (branch: string) => observe === undefined && endOf(built.branches[branch] ?? []).residual,
        };
        const { labels } = this.#engine;
        const output = this.#engine.briefly(() =>
          labels.layer(built.name, () => built.layer.forward(value, mode, epilogue, through)),
        );
        observe?.(built, output);
        // The next layer reads this one's output alone. What the list began with belongs to the caller, who may need it again.
        if (value !== input && value !== output) value.leaveComputation();
        return output;
      }, input);
    };
    return run(this.#outermost, x);
  }
}

/** The activation function that a layer is, if it is one. */
function activationOf({ spec }: BuiltLayer): Activation | undefined {
  return layers.get(spec.type).activation?.(spec);
}
