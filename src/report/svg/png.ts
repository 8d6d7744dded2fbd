import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** A font of our own, so that a picture is the same on any machine. */
const FAMILY = 'DejaVu Sans';
const FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

let isReady: Promise<void> | undefined;

/**
 * @param svg a document of `chartSvg`.
 * @param scale pixels of the picture for each of the document.
 * @returns a PNG file.
 */
export async function pngOf(svg: string, scale = 2): Promise<Uint8Array> {
  const { resolve } = createRequire(import.meta.url);
  isReady ??= initWasm(readFileSync(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  await isReady;
  const fonts = join(dirname(resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      ...{ loadSystemFonts: false, fontBuffers: FILES.map((file) => readFileSync(join(fonts, file))) },
      ...{ defaultFontFamily: FAMILY, sansSerifFamily: FAMILY, serifFamily: FAMILY, monospaceFamily: FAMILY },
    },
  });
  try {
    return picture.render().asPng();
  } finally {
    picture.free();
  }
}
