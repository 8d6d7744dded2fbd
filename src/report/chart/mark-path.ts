import type { Look } from './look.ts';
import type { ColourName } from './plan.ts';
import type { Mark } from './scatter-plan.ts';

/** A trial in a picture, in pixels. */
export interface MarkPlace {
  readonly trial: number;
  readonly left: number;
  readonly top: number;
}

/** Marks of one kind and colour. */
export interface PlacedMarks {
  readonly mark: Mark;
  readonly colour: ColourName;
  readonly places: readonly MarkPlace[];
}

/** Up to so many marks dots are so wide; what is more is smaller. */
const WIDTHS: readonly (readonly [most: number, width: number])[] = [
  [80, 8],
  [300, 6],
  [Number.POSITIVE_INFINITY, 4],
];
const ARM = 3.5;
const RADIUS = 7;

/** Marks as a single path: thousands of elements would make a page slow and large. @param total of all marks in the picture. */
export function marksPath({ mark, colour, places }: PlacedMarks, total: number, look: Look) {
  const stroke = look.colour(colour);
  const lineWidth = mark === 'dot' ? (WIDTHS.find(([most]) => total <= most)?.[1] ?? 4) : 2;
  return {
    type: 'path' as const,
    shape: { pathData: places.map((place) => STROKES[mark](rounded(place.left), rounded(place.top))).join('') || 'M0 0' },
    style: { fill: 'none', stroke, lineWidth, lineCap: 'round' as const, opacity: mark === 'dot' ? 0.8 : 1 },
  };
}

const STROKES: Readonly<Record<Mark, (left: number, top: number) => string>> = {
  // A stroke of almost no length, whose round ends are the dot.
  dot: (left, top) => `M${left} ${top}h.1`,
  cross: (left, top) => `M${left - ARM} ${top - ARM}l${2 * ARM} ${2 * ARM}m0 ${-2 * ARM}l${-2 * ARM} ${2 * ARM}`,
  ring: (left, top) =>
    `M${left - RADIUS} ${top}a${RADIUS} ${RADIUS} 0 1 0 ${2 * RADIUS} 0a${RADIUS} ${RADIUS} 0 1 0 ${-2 * RADIUS} 0`,
};

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
