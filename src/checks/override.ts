import type { LayerPath } from '../nn/layer.ts';
import type { PlannedLayer } from '../nn/plan.ts';
import type { ExperimentConfig } from '../train/experiment.ts';

/** The key of a layer in the config; that of the whole model where an architecture is named, whose layers have no place in it. */
export function layerKey({ model }: ExperimentConfig, path: LayerPath | undefined): readonly (string | number)[] {
  return Array.isArray(model) ? ['model', ...(path ?? [])] : ['model'];
}

/** The override that sets an option of a layer; undefined where there is no place for it. */
export function layerOverride(
  config: ExperimentConfig,
  path: LayerPath,
  option: string,
  value: string | number,
): string | undefined {
  return Array.isArray(config.model) ? `--${[...layerKey(config, path), option].join('.')} ${value}` : undefined;
}

/** The overrides that initialise layers in this way, those of them that have weights; in words where there is no place for them. */
export function initOverrides(config: ExperimentConfig, layers: readonly PlannedLayer[], init: string): string {
  const overrides = layers.filter(({ spec }) => 'init' in spec).map(({ path }) => layerOverride(config, path, 'init', init));
  return overrides.some((override) => override === undefined) ? `init: ${init} in the layers with weights` : overrides.join(' ');
}
