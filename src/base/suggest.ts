import leven from 'leven';

/**
 * The known names that a mistyped one most likely meant, best first. Spelling conventions do not count as mistakes:
 * `batch_size`, `batch-size` and `BatchSize` all mean `batchSize`.
 */
export function closest(given: string, known: Iterable<string>, most = 3): string[] {
  const plain = simplify(given);
  const scored = [...known].map((name) => ({ name, distance: leven(plain, simplify(name)) }));
  // Two for the shortest words already: swapped letters count as two changes.
  const limit = plain.length <= 3 ? 1 : Math.max(2, Math.floor(plain.length / 3));
  return scored
    .filter(({ name, distance }) => distance <= limit || (plain.length >= 3 && simplify(name).includes(plain)))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
    .slice(0, most)
    .map(({ name }) => name);
}

/** `Did you mean "adam"?`, or undefined when nothing is near. */
export function didYouMean(given: string, known: Iterable<string>): string | undefined {
  const names = closest(given, known).map((name) => `"${name}"`);
  if (names.length === 0) return undefined;
  return `Did you mean ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`}?`;
}

function simplify(name: string): string {
  return name.replace(/[-_\s]/g, '').toLowerCase();
}
