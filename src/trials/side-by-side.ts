export interface SideBySideOptions {
  /** How many are under way at a time. */
  readonly most: number;
  /** Asked before each; false: no more are begun. */
  readonly mayBegin: () => boolean;
}

/**
 * Does something for each of some items, several at a time. When one fails no more are begun, and it throws once the others under
 * way have come to their ends: what they write goes to files that whoever called closes then.
 */
export async function sideBySide<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  { most, mayBegin }: SideBySideOptions,
): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length && failures.length === 0 && mayBegin()) {
      const item = items[next] as Item;
      next += 1;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  if (failures.length > 0) throw failures[0];
}
