import type { CustomSeriesOption } from 'echarts/charts';
import type { Box } from './box.ts';
import type { Look } from './look.ts';
import { canShow, edgesOf, type PlanSeries, type Scale } from './plan.ts';

/** Curves of a bundle. */
const MANY = 60;

/** The place of a value in the picture, in pixels. */
type Place = (x: number, y: number) => number[];

/** Dots, a band or a bundle, as a single path: thousands of elements would make a page slow and large. */
export function paintedSeries(series: PlanSeries, look: Look, scale: Scale): CustomSeriesOption {
  const color = look.colour(series.colour);
  const { kind } = series;
  const stroke = { fill: 'none', stroke: color, lineCap: 'round' as const, lineJoin: 'round' as const };
  const style =
    kind === 'band'
      ? { fill: color, opacity: 0.17 }
      : { ...stroke, ...(kind === 'dots' ? { opacity: 0.34, lineWidth: 3 } : { opacity: 0.45, lineWidth: widthOf(series) }) };
  return {
    // Dots at the end of an axis are not cut in two: those outside are left out instead.
    ...{ type: 'custom', silent: true, clip: kind !== 'dots', z: kind === 'dots' ? 1 : 2 },
    // One item, wherever: it draws all.
    data: [[series.x[0] ?? 0, 1]],
    renderItem: ({ coordSys }, api) => {
      const place: Place = (x, y) => api.coord([x, y]).map((pixel) => Math.round(pixel * 10) / 10);
      const box = coordSys as unknown as Box;
      const draw = { band, bundle }[kind as string] ?? dots;
      return { type: 'path', shape: { pathData: draw(series, scale, place, box) }, style };
    },
  };
}

/** Strokes of almost no length, whose round ends are the dots. */
function dots({ x, y }: PlanSeries, scale: Scale, place: Place, box: Box): string {
  const path = x.map((at, i) => {
    if (!canShow(y[i], scale)) return '';
    const [left = 0, top = 0] = place(at, y[i] as number);
    const isInside = left >= box.x - 1 && left <= box.x + box.width + 1 && top >= box.y - 1 && top <= box.y + box.height + 1;
    return isInside ? `M${left} ${top}h.1` : '';
  });
  return path.join('') || 'M0 0';
}

function band(series: PlanSeries, scale: Scale, place: Place): string {
  const { x } = series;
  const [high, low] = edgesOf(series, scale);
  const shown = x.map((_, i) => i).filter((i) => canShow(high[i], scale) && canShow(low[i], scale));
  const above = shown.map((i) => place(x[i] as number, high[i] as number));
  const below = shown.map((i) => place(x[i] as number, low[i] as number));
  const corners = [...above, ...below.reverse()].map((corner) => corner.join(' '));
  return corners.length === 0 ? 'M0 0' : `M${corners.join('L')}Z`;
}

/** Many are drawn finely. */
function widthOf({ members = [] }: PlanSeries): number {
  return members.length > MANY ? 0.6 : 1.2;
}

/** A line for each curve; where it has a single value, a dash. */
function bundle({ x, members = [] }: PlanSeries, scale: Scale, place: Place): string {
  const path = members.map(({ y }) => {
    const corners = y.flatMap((value, i) => (canShow(value, scale) ? [place(x[i] as number, value as number)] : []));
    const [only] = corners;
    if (only !== undefined && corners.length === 1) return `M${(only[0] ?? 0) - 4} ${only[1]}h8`;
    return corners.length === 0 ? '' : `M${corners.map((corner) => corner.join(' ')).join('L')}`;
  });
  return path.join('') || 'M0 0';
}
