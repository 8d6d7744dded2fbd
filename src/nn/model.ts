import { InternalError } from '../base/errors.ts';
import type { LayerSpec } from './layer.ts';
import { layerSchema } from './layers/index.ts';
import type { LayerDraft } from './zoo/architecture.ts';
import { architectures } from './zoo/index.ts';

/** The section `model` of a config, checked: a list of layers, or the name of an architecture with its options. */
export type ModelConfig = readonly LayerSpec[] | { readonly architecture: string; readonly [option: string]: unknown };

/** The list of layers that a model stands for, every option filled in. */
export function layersOf(model: ModelConfig): readonly LayerSpec[] {
  if (isList(model)) return model;
  const entry = architectures.get(model.architecture);
  return entry.layers(model).map(complete);
}

function isList(model: ModelConfig): model is readonly LayerSpec[] {
  return Array.isArray(model);
}

function complete(draft: LayerDraft): LayerSpec {
  const parsed = layerSchema.safeParse(draft);
  if (parsed.success) return parsed.data;
  throw new InternalError(`an architecture made a wrong layer, ${JSON.stringify(draft)}: ${parsed.error.message}`);
}
