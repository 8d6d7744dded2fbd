import type { CustomSeriesOption } from 'echarts/charts';
import type { Look } from './look.ts';
import { canShow, edgesOf, type PlanSeries, type Scale } from './plan.ts';

/** The place of a value in the picture, in pixels. */
type Place = (x: number, y: number) => number[];

/** Where the axes are, in pixels. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Dots, or a band, as a single path: thousands of elements would make a page slow and large. */
export function paintedSeries(series: PlanSeries, look: Look, scale: Scale): CustomSeriesOption {
  const color = look.colour(series.colour);
  const isBand = series.kind === 'band';
  const style = isBand
    ? { fill: color, opacity: 0.17 }
    : { fill: 'none', stroke: color, opacity: 0.34, lineWidth: 3, lineCap: 'round' as const };
  return {
    // Dots at the end of an axis are not cut in two: those outside are left out instead.
    ...{ type: 'custom', silent: true, clip: isBand, z: isBand ? 2 : 1 },
    // One item, wherever: it draws all.
    data: [[series.x[0] ?? 0, 1]],
    renderItem: ({ coordSys }, api) => {
      const place: Place = (x, y) => api.coord([x, y]).map((pixel) => Math.round(pixel * 10) / 10);
      const box = coordSys as unknown as Box;
      return { type: 'path', shape: { pathData: isBand ? band(series, scale, place) : dots(series, scale, place, box) }, style };
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
