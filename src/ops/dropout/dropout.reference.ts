/**
 * The hash behind dropout in plain integers. `mix` is lowbias32, the 32-bit mix with two multiplications of the least
 * bias known when it was found (Wellons, "Prospecting for hash functions", 2018), here applied twice to each position.
 */
export function dropoutHash(key: readonly [number, number], step: number, position: number): number {
  const word0 = mix(mix(step ^ key[0]) ^ key[1]);
  const word1 = mix((mix(step ^ key[1]) + key[0] + 0x9e3779b9) | 0);
  return mix((mix(position ^ word0) + word1) | 0) >>> 0;
}

/** Whether the element at this position in memory stays. */
export function dropoutKeeps(probability: number, key: readonly [number, number], step: number, position: number): boolean {
  return dropoutHash(key, step, position) >= Math.min(Math.round(probability * 2 ** 32), 2 ** 32 - 1);
}

function mix(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
