import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

/** A font of our own, so that a picture is the same on any machine. */
const FAMILY = 'DejaVu Sans';
const FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

/**
 * @param svg a document of `chartSvg`.
 * @param scale pixels of the picture for each of the document.
 * @returns a PNG file.
 */
export function pngOf(svg: string, scale = 2): Uint8Array {
  const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      ...{ loadSystemFonts: false, fontFiles: FILES.map((file) => join(fonts, file)) },
      ...{ defaultFontFamily: FAMILY, sansSerifFamily: FAMILY, serifFamily: FAMILY, monospaceFamily: FAMILY },
    },
  });
  return picture.render().asPng();
}
