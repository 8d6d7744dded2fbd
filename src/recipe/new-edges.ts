import type { DimensionDescription } from '../records/study/description.ts';
import type { Edge } from '../search/analysis/edges.ts';

/**
 * The edges that something may lie beyond: a later search of a recipe looks at a part of what an earlier one looked at, and its ends
 * are of its own making.
 * @param earlier the spaces of the searches before
 */
export function newEdges(
  edges: readonly Edge[],
  space: readonly DimensionDescription[],
  earlier: readonly (readonly DimensionDescription[])[],
): readonly Edge[] {
  return edges.filter(({ key, end }) => {
    const here = endOf(space, key, end);
    return !earlier.some((before) => {
      const there = endOf(before, key, end);
      return here !== undefined && there !== undefined && (end === 'upper' ? there > here : there < here);
    });
  });
}

function endOf(space: readonly DimensionDescription[], key: string, end: Edge['end']): number | undefined {
  const dimension = space.find((one) => one.key === key);
  if (dimension === undefined) return undefined;
  const ends =
    dimension.type === 'choice' ? dimension.values.filter((value) => typeof value === 'number') : [dimension.low, dimension.high];
  return ends.length === 0 ? undefined : end === 'upper' ? Math.max(...ends) : Math.min(...ends);
}
