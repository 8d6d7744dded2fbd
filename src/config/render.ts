import { Document, isCollection, isMap, isPair, isScalar, isSeq, visit } from 'yaml';

/**
 * A complete config as YAML text. Reading it again gives the same config; keys keep their order, which is that of the
 * schema. Layers take one line each, and those inside of a layer one each below it.
 */
export function renderConfig(config: { readonly name: string }): string {
  const document = new Document(config, { aliasDuplicateObjects: false });
  document.commentBefore = ` The complete config of the run ${JSON.stringify(config.name)}, with all defaults.`;
  visit(document, {
    Seq(_, list, path) {
      const section = path.find(isPair);
      const isInModel = isScalar(section?.key) && section.key.value === 'model';
      if (isInModel) for (const layer of list.items) if (isMap(layer) && !hasLayers(layer)) layer.flow = true;
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Whether a layer has others inside. */
function hasLayers({ items }: { readonly items: readonly { readonly value: unknown }[] }): boolean {
  return items.some(({ value }) => isSeq(value) && value.items.some((item) => isCollection(item)));
}
