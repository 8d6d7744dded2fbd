/**
 * Which of many points to draw so that nothing that would be seen is lost: of each of `most / 4` stretches of equal width its
 * first, lowest, highest and last value. A spike of a single step stays, at its true height and place.
 *
 * @param at ascending, as long as `values`; points that are not finite are left out.
 * @returns the indices, ascending, `most` of them at most (but at least 4).
 */
export function outline(at: ArrayLike<number>, values: ArrayLike<number>, most: number): number[] {
  const finite: number[] = [];
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]) && Number.isFinite(at[i])) finite.push(i);
  if (finite.length <= most) return finite;
  const buckets = Math.max(1, Math.floor(most / 4));
  const start = at[finite[0] as number] as number;
  const width = ((at[finite.at(-1) as number] as number) - start) / buckets;
  const kept: number[] = [];
  for (let next = 0; next < finite.length; ) {
    const first = finite[next] as number;
    const end = start + (Math.floor(((at[first] as number) - start) / width) + 1) * width;
    let [last, lowest, highest] = [first, first, first];
    do {
      last = finite[next] as number;
      if ((values[last] as number) < (values[lowest] as number)) lowest = last;
      if ((values[last] as number) > (values[highest] as number)) highest = last;
      next += 1;
    } while (next < finite.length && ((at[finite[next] as number] as number) < end || kept.length >= most - 4));
    kept.push(...[...new Set([first, lowest, highest, last])].sort((a, b) => a - b));
  }
  return kept;
}
