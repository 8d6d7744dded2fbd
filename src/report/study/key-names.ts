/**
 * The end of each dotted key that no other key ends with: `lr` for `optimizer.lr`, `0.channels` and `2.channels` for two layers.
 * @returns names by key, none shorter than a part between dots, and no two the same.
 */
export function keyNames(keys: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const key of keys) {
    const parts = key.split('.');
    const isOwn = (name: string) => keys.every((other) => other === key || (other !== name && !other.endsWith(`.${name}`)));
    // A number says nothing without what it counts.
    const lengths = parts.map((_, i) => i + 1).filter((length) => !/^\d+$/.test(parts.slice(-length).join('.')));
    const length = lengths.find((one) => isOwn(parts.slice(-one).join('.'))) ?? parts.length;
    names.set(key, parts.slice(-length).join('.'));
  }
  return names;
}
