import { encode } from 'fast-png';
import font from 'oled-font-5x7';
import { InternalError } from '../base/errors.ts';
import { shapeText } from '../base/format.ts';

/** Images as the network sees them. */
export interface Batch {
  /** Normalised, as N images of C channels of H rows of W. */
  readonly pixels: Float32Array;
  readonly shape: readonly [n: number, c: number, h: number, w: number];
  /** One for each image. */
  readonly labels: readonly string[];
}

type Colour = readonly [red: number, green: number, blue: number];

const PAPER: Colour = [236, 236, 236];
const INK: Colour = [24, 24, 24];
const BROKEN: Colour = [255, 0, 255];
const MIDDLE = 128;

/** Pixels that an image should be wide. */
const LEAST_WIDTH = 56;
/** Between the images, and around them. */
const GAP = 6;
/** Above and below a caption. */
const MARGIN = 3;
const LETTER = { width: 5, height: 7, advance: 6 };
const LARGEST_LETTERS = 2;

/**
 * Draws a batch as a grid of images with their labels below: small images enlarged by a whole factor without smoothing, one
 * channel as grey, three as red, green and blue, of any other number the first as grey. Black is the lowest value in the
 * whole batch and white the highest, so that differences between images and channels stay; NaN and infinities, which do not
 * count for that, are magenta; if all values are the same, they are mid-grey. A label is cut, with two dots, where it is wider than its image.
 *
 * @returns a PNG file.
 * @throws InternalError when there are not as many pixels as the shape says.
 */
export function batchPicture({ pixels, shape, labels }: Batch): Uint8Array {
  const [n, c, h, w] = shape;
  if (pixels.length !== n * c * h * w)
    throw new InternalError(`${pixels.length} pixels do not have the shape ${shapeText(shape)}.`);
  const grey = greyScale(pixels);
  const enlarged = Math.max(1, Math.ceil(LEAST_WIDTH / w));
  const cell = { width: w * enlarged, height: h * enlarged };
  const letters = labels.every((label) => textWidth(label, LARGEST_LETTERS) <= cell.width) ? LARGEST_LETTERS : 1;
  const captionHeight = 2 * MARGIN + LETTER.height * letters;
  const columns = Math.max(1, Math.ceil(Math.sqrt(n)));
  const rows = Math.ceil(n / columns);
  const canvas = new Canvas(GAP + columns * (cell.width + GAP), GAP + rows * (cell.height + captionHeight + GAP));
  for (let i = 0; i < n; i++) {
    const left = GAP + (i % columns) * (cell.width + GAP);
    const top = GAP + Math.floor(i / columns) * (cell.height + captionHeight + GAP);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const at = (channel: number) => pixels[((i * c + channel) * h + y) * w + x] ?? Number.NaN;
        canvas.fill(left + x * enlarged, top + y * enlarged, enlarged, colourOf(at, c, grey));
      }
    }
    const caption = fitting(labels[i] ?? '', cell.width, letters);
    const indent = Math.floor((cell.width - textWidth(caption, letters)) / 2);
    canvas.write(caption, left + Math.max(0, indent), top + cell.height + MARGIN, letters);
  }
  return encode({ width: canvas.width, height: canvas.height, data: canvas.data, channels: 3 });
}

function colourOf(at: (channel: number) => number, channels: number, grey: (value: number) => number): Colour {
  const values = channels === 3 ? ([at(0), at(1), at(2)] as const) : ([at(0), at(0), at(0)] as const);
  if (!values.every(Number.isFinite)) return BROKEN;
  return [grey(values[0]), grey(values[1]), grey(values[2])];
}

/** From values to 0..255. */
function greyScale(values: Float32Array): (value: number) => number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? (value) => Math.round((255 * (value - low)) / (high - low)) : () => MIDDLE;
}

/** The text, cut where it is too wide. */
function fitting(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}..`, size) > width) characters.pop();
  return `${characters.join('')}..`;
}

function textWidth(text: string, size: number): number {
  const { length } = [...text];
  return length === 0 ? 0 : (length * LETTER.advance - (LETTER.advance - LETTER.width)) * size;
}

/** Where each character's data begin. */
const GLYPHS = new Map(font.lookup.map((character, i) => [character, i * LETTER.width]));

class Canvas {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel. */
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(3 * width * height);
    for (let i = 0; i < this.data.length; i += 3) this.data.set(PAPER, i);
  }

  /** A square; what lies outside is left out. */
  fill(left: number, top: number, size: number, colour: Colour): void {
    for (let y = top; y < Math.min(top + size, this.height); y++) {
      for (let x = left; x < Math.min(left + size, this.width); x++) this.data.set(colour, 3 * (y * this.width + x));
    }
  }

  write(text: string, left: number, top: number, size: number): void {
    for (const [i, character] of [...text].entries()) {
      const glyph = GLYPHS.get(character) ?? GLYPHS.get('?') ?? 0;
      for (let x = 0; x < LETTER.width; x++) {
        const column = font.fontData[glyph + x] ?? 0;
        for (let y = 0; y < LETTER.height; y++) {
          if ((column >> y) & 1) this.fill(left + (i * LETTER.advance + x) * size, top + y * size, size, INK);
        }
      }
    }
  }
}
