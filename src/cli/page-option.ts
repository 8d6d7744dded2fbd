import { UserError } from '../base/errors.ts';
import { textOption } from './options.ts';
import { checkTarget } from './output.ts';

/**
 * The file that a page goes to; undefined where the option was not given.
 * @throws UserError when the page could not be written there. Most probably another ending means another file.
 */
export function pageOption(options: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const file = textOption(options, name);
  if (file === undefined) return undefined;
  if (!/\.html?$/i.test(file)) {
    throw new UserError(`--${name}: expected the name of a file that ends in ".html", got "${file}".`);
  }
  checkTarget(`--${name}`, 'the page', file);
  return file;
}
