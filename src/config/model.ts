import { z } from 'zod';
import { type Choice, choice, choiceOf, memberIn } from '../base/choice.ts';
import type { Entry, Registry } from '../base/registry.ts';
import type { Path } from './tree.ts';
import { unwrap } from './walk.ts';

/** A layer as its schema gives it. */
interface NamedLayer {
  readonly type: string;
  readonly name?: string | undefined;
  readonly [option: string]: unknown;
}

/**
 * The section `model`: a list of layers, or an architecture (`fallback` when it is not named) that writes one.
 * @param layer The schema of a layer: a choice. Options of a layer may be lists of layers again.
 */
export function modelSchema<Layer extends NamedLayer>(layer: z.ZodType<Layer>, architectures: Registry<Entry>, fallback: string) {
  const list = z
    .array(layer)
    .min(1)
    .superRefine((layers, context) => {
      for (const { path, name, other } of sameNames(choiceOf(layer), layers)) {
        const message = `the name "${name}" is that of ${['model', ...other].join('.')} already`;
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    });
  return z.union([list, choice(architectures, { key: 'architecture', fallback })]);
}

interface SameName {
  /** Where the second of two layers is, or its name if it has one. */
  readonly path: Path;
  readonly name: string;
  /** Where the first is. */
  readonly other: Path;
}

/** Layers, at any depth, whose parameters would have the same names. */
function sameNames(among: Choice | undefined, layers: readonly NamedLayer[]): SameName[] {
  const first = new Map<string, Path>();
  const found: SameName[] = [];
  const visit = (list: readonly NamedLayer[], prefix: string, at: Path): void => {
    for (const [i, layer] of list.entries()) {
      const name = `${prefix}${layer.name ?? i}`;
      const path = [...at, i];
      const other = first.get(name);
      if (other === undefined) first.set(name, path);
      else found.push({ path: layer.name === undefined ? path : [...path, 'name'], name, other });
      for (const key of listsIn(among, layer)) visit(layer[key] as readonly NamedLayer[], `${name}.${key}.`, [...path, key]);
    }
  };
  visit(layers, '', []);
  return found;
}

/** The options of a layer that are lists of layers themselves. */
function listsIn(among: Choice | undefined, layer: NamedLayer): string[] {
  const options = Object.entries((among && memberIn(among, layer)?.shape) ?? {});
  return options.flatMap(([key, option]) => {
    const { def } = (unwrap(option) as z.core.$ZodTypes)._zod;
    return def.type === 'array' && choiceOf(def.element) === among ? [key] : [];
  });
}
