import { Document, isCollection, isPair, isScalar, visit } from 'yaml';

/**
 * A complete config as YAML text. Reading it again gives the same config; keys keep their order, which is that of the
 * schema. Layers take one line each.
 */
export function renderConfig(config: { readonly name: string }): string {
  const document = new Document(config, { aliasDuplicateObjects: false });
  document.commentBefore = ` The complete config of the run ${JSON.stringify(config.name)}, with all defaults.`;
  visit(document, {
    Seq(_, list, path) {
      const holder = path.at(-1);
      const isModel = path.length === 3 && isPair(holder) && isScalar(holder.key) && holder.key.value === 'model';
      if (isModel) for (const layer of list.items) if (isCollection(layer)) layer.flow = true;
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}
