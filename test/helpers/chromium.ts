import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is: as the variable CHROMIUM says, or at a usual place; undefined where there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM: given } = process.env;
  if (given !== undefined && given !== '' && !existsSync(given)) throw new Error(`CHROMIUM names no file: ${given}`);
  return given || USUAL.find((path) => existsSync(path));
}
