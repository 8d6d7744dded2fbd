import { encode } from 'fast-png';
import { type Html, html } from './html.ts';
import type { Picture } from './types.ts';

/**
 * A picture of few pixels, enlarged by a whole factor without smoothing.
 * @param side to make of the longer side, in pixels of the page.
 */
export function pictureTag({ width, height, channels, pixels }: Picture, side: number, description: string): Html {
  const factor = Math.max(1, Math.floor(side / Math.max(width, height)));
  const png = encode({ width, height, channels, depth: 8, data: pixels });
  const data = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return html`<img class="pixels" src="${data}" alt="${description}" width="${width * factor}" height="${height * factor}">`;
}
