import type { Axis } from './axis.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The last of the points that fall into each column; columns without one are left out. @param points by ascending x. */
export function lastInEachColumn(points: readonly Point[], x: Axis): Point[] {
  const last = new Map(points.map((point) => [columnOf(x, point), point]));
  return [...last.values()];
}

export function columnOf(x: Axis, point: Point): number {
  return Math.round(x.place(point.x));
}

/**
 * The height of a line at each column, in rows: that of the column's last point, between points along the straight line
 * from one to the next, level before the first and after the last.
 *
 * @param points at least one, by ascending x.
 */
export function heightsAt(points: readonly Point[], x: Axis, y: Axis): number[] {
  const places = lastInEachColumn(points, x).map((point) => ({ x: columnOf(x, point), y: y.place(point.y) }));
  let next = 0;
  return Array.from({ length: x.size }, (_, column) => {
    while (next < places.length - 1 && (places[next] as Point).x < column) next += 1;
    const to = places[next] as Point;
    const from = places[next - 1];
    if (from === undefined || column >= to.x) return to.y;
    return from.y + ((to.y - from.y) * (column - from.x)) / (to.x - from.x);
  });
}

/** The last finite value in each column of a long list, without making a point of each value. @param at ascending. */
export function lastFiniteInColumns(at: ArrayLike<number>, values: ArrayLike<number>, x: Axis): Point[] {
  const points: Point[] = [];
  let column = -1;
  for (let i = 0; i < values.length; i++) {
    const [from, value] = [at[i] as number, values[i] as number];
    if (!Number.isFinite(value)) continue;
    const place = Math.round(x.place(from));
    if (place === column) points.pop();
    points.push({ x: from, y: value });
    column = place;
  }
  return points;
}
