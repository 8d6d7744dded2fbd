import { buildExperiment, type Experiment } from '../../src/train/experiment.ts';
import { configOf, type Draft, type Images, preparedData } from './checks.ts';

/**
 * A network on images made by hand, which it sees as they are (0..255).
 * @param weights by name; those not given keep their initial values.
 */
export function networkByHand(
  draft: Draft,
  shape: readonly [channels: number, height: number, width: number],
  classes: number,
  images: Images,
  weights: Readonly<Record<string, ArrayLike<number>>> = {},
): Experiment {
  const config = configOf({ ...draft, train: { batchSize: 2 } });
  const prepared = preparedData(shape, classes, { train: images, validation: images });
  const normalization = {
    kind: 'none',
    mean: new Array<number>(shape[0]).fill(0),
    std: new Array<number>(shape[0]).fill(1 / 255),
  } as const;
  const experiment = buildExperiment(config, { threads: 1, data: { ...prepared, normalization } });
  setWeights(experiment, weights);
  return experiment;
}

/** @throws when the network has no such weights. */
export function setWeights({ network }: Experiment, weights: Readonly<Record<string, ArrayLike<number>>>): void {
  for (const [name, values] of Object.entries(weights)) {
    const parameter = network.parameters.parameters.find((one) => one.name === name);
    if (parameter === undefined) throw new Error(`no parameter ${name}`);
    parameter.tensor.set(values);
  }
}
