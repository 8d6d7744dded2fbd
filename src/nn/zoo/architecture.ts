import type { Entry } from '../../base/registry.ts';

/** A layer as a user would write it in a config: options may be left out. */
export type LayerDraft = string | { readonly type: string; readonly name?: string; readonly [option: string]: unknown };

/** A named architecture: it writes the list of layers that a user could have written. */
export interface ArchitectureEntry<O = Record<string, unknown>> extends Entry {
  layers(options: O): readonly LayerDraft[];
}

/** Types an entry by its own schema, and forgets the type for the registry. */
export function defineArchitecture<O>(entry: ArchitectureEntry<O>): ArchitectureEntry {
  return entry as unknown as ArchitectureEntry;
}
