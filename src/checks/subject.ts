import type { PreparedData } from '../data/prepare.ts';
import type { LayerSpec } from '../nn/layer.ts';
import { layersOf } from '../nn/model.ts';
import type { Experiment, ExperimentConfig } from '../train/experiment.ts';
import { Trials } from '../train/trials.ts';

/** Builds an experiment from a config, on the same data each time. */
export type BuildExperiment = (config: ExperimentConfig) => Experiment;

/**
 * The training set-up that is checked: its config, and the experiments that are built from it or from a variant. What builds
 * them is handed in, so that everything the set-up does, right or wrong, is in every variant.
 */
export class Subject {
  readonly config: ExperimentConfig;
  readonly #build: BuildExperiment;
  #configured: Experiment | undefined;
  #plain: Experiment | undefined;
  readonly #trials = new Map<Experiment, Trials>();

  constructor(config: ExperimentConfig, build: BuildExperiment) {
    this.config = config;
    this.#build = build;
  }

  /** As the config says. */
  get configured(): Experiment {
    this.#configured ??= this.#build(this.config);
    return this.#configured;
  }

  /** Without regularisation and augmentation, as steps 1 and 2 of the recipe ask; the same weights to begin with. */
  get plain(): Experiment {
    this.#plain ??= isPlain(this.config) ? this.configured : this.#build(withoutRegularization(this.config));
    return this.#plain;
  }

  /** Short trainings of one of the experiments; all of them start from its initial weights, whoever asks. */
  trials(experiment: Experiment): Trials {
    const made = this.#trials.get(experiment) ?? new Trials(experiment);
    this.#trials.set(experiment, made);
    return made;
  }

  get data(): PreparedData {
    return this.configured.data;
  }

  /** Another experiment without regularisation, with all weights of convolutions and linear layers initialised in this way. */
  withInitialization(init: string): Experiment {
    const { model, ...rest } = withoutRegularization(this.config);
    return this.#build({ ...rest, model: mapLayers(layersOf(model), (spec) => ('init' in spec ? { ...spec, init } : spec)) });
  }
}

/** The config without dropout, weight decay, label smoothing and augmentation. Layers keep their places, and so their weights. */
export function withoutRegularization(config: ExperimentConfig): ExperimentConfig {
  return {
    ...config,
    data: { ...config.data, augment: [] },
    model: mapLayers(layersOf(config.model), (spec) => (spec.type === 'dropout' ? { ...spec, p: 0 } : spec)),
    loss: 'labelSmoothing' in config.loss ? { ...config.loss, labelSmoothing: 0 } : config.loss,
    optimizer: { ...config.optimizer, weightDecay: 0 },
  };
}

function isPlain(config: ExperimentConfig): boolean {
  return JSON.stringify({ ...config, model: layersOf(config.model) }) === JSON.stringify(withoutRegularization(config));
}

/** The same layers with `change` applied to each, those inside of others too. */
function mapLayers(list: readonly LayerSpec[], change: (spec: LayerSpec) => LayerSpec): LayerSpec[] {
  return list.map((spec) => {
    const inside = Object.entries(spec).filter(([, value]) => isLayerList(value));
    const changed = inside.map(([key, value]) => [key, mapLayers(value as readonly LayerSpec[], change)]);
    return change({ ...spec, ...Object.fromEntries(changed) });
  });
}

function isLayerList(value: unknown): value is readonly LayerSpec[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null && 'type' in item)
  );
}
