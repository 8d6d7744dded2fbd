/**
 * The end of each dotted key that no other key ends with: `lr` for `optimizer.lr`, `0.channels` and `2.channels` for two layers. Of a
 * long one the middle is left out where that leaves no two the same: `0…channels` for `model.0.layers.3.channels`.
 * @returns names by key, no two the same.
 */
export function keyNames(keys: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(keys.map((key) => [key, ending(key, keys)]));
  const all = [...names.values()];
  const shortened = all.map(withoutMiddle);
  const isOnly = (name: string) => shortened.filter((other) => other === name).length === 1;
  return new Map([...names].map(([key, name], i) => [key, isOnly(shortened[i] ?? name) ? (shortened[i] ?? name) : name]));
}

function ending(key: string, keys: readonly string[]): string {
  const parts = key.split('.');
  const isOwn = (name: string) => keys.every((other) => other === key || (other !== name && !other.endsWith(`.${name}`)));
  const endings = parts.map((_, i) => parts.slice(-1 - i).join('.'));
  // A number says nothing without what it counts.
  return endings.find((name) => !/^[\d.]+$/.test(name) && isOwn(name)) ?? key;
}

function withoutMiddle(name: string): string {
  const parts = name.split('.');
  return parts.length < 3 ? name : `${parts[0]}…${parts.at(-1)}`;
}
