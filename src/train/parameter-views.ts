import type { Parameter } from '../tensor/parameters.ts';
import type { Experiment } from './experiment.ts';

/** Views of a parameter's numbers in memory: its weights, and its gradient of the last step that ran. */
export interface ParameterView {
  readonly name: string;
  /** Name of the layer that it belongs to. */
  readonly layer: string;
  /** Weights proper; biases and the parameters of normalisation are not. */
  readonly isWeight: boolean;
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
}

/** Every parameter of the network, in the order of the layers. */
export function parameterViews({ engine, network }: Experiment): ParameterView[] {
  const { parameters, ranges } = network.parameters;
  const gradientOf = ({ tensor }: Parameter) => {
    const range = ranges.find(({ weights, floats }) => tensor.address >= weights && tensor.address < weights + 4 * floats);
    return engine.memory.float32((range?.gradients ?? 0) + tensor.address - (range?.weights ?? 0), tensor.size);
  };
  const owner = new Map(network.layers.flatMap((layer) => layer.parameters.map((name) => [name, layer.name] as const)));
  return parameters.map((parameter) => ({
    name: parameter.name,
    layer: owner.get(parameter.name) ?? '',
    isWeight: parameter.declaration.decays,
    weights: engine.memory.float32(parameter.tensor.address, parameter.tensor.size),
    gradient: gradientOf(parameter),
  }));
}
