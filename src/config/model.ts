import { z } from 'zod';
import type { Entry, Registry } from '../base/registry.ts';
import { choice } from './choice.ts';

const layerName = z
  .string()
  .regex(/^[A-Za-z_][\w.]*$/, { error: 'expected a name of letters, digits, "_" and ".", not beginning with a digit or a dot' })
  .optional()
  .describe("The prefix of the names of the layer's parameters, as in `conv1.weight`. Without one: the layer's position.");

/** A list of layers, not empty, of which no two have the same name. */
function layerList(layers: Registry<Entry>) {
  return z
    .array(choice(layers, { key: 'type', shared: { name: layerName } }))
    .min(1)
    .superRefine((list, context) => {
      const first = new Map<string, number>();
      for (const [i, { name }] of list.entries()) {
        if (name === undefined) continue;
        const other = first.get(name);
        if (other === undefined) first.set(name, i);
        else
          context.addIssue({
            code: 'custom',
            path: [i, 'name'],
            message: `the name "${name}" is that of model.${other} already`,
          });
      }
    });
}

/** The section `model`: a list of layers, or an architecture (`fallback` when it is not named) that writes one. */
export function modelSchema(layers: Registry<Entry>, architectures: Registry<Entry>, fallback: string) {
  return z.union([layerList(layers), choice(architectures, { key: 'architecture', fallback })]);
}
