import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { checkTarget } from './output.ts';

export const CHART_FORMATS = ['svg', 'png'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** A single chart that was asked for: `--svg loss`, `--png accuracy=out.png`. */
export interface ChartWish<Kind extends string> {
  readonly kind: Kind;
  readonly format: ChartFormat;
  readonly file: string;
}

/**
 * Reads what `--svg KIND[=FILE]` and `--png KIND[=FILE]` ask for, each given any number of times.
 * @param kinds that there are.
 * @param folder where charts go that were not given a file, as `loss.svg`.
 * @throws UserError when there is no such chart, or it could not be written, before any work is done for it.
 */
export function chartWishes<const Kind extends string>(
  options: Readonly<Record<string, unknown>>,
  kinds: readonly Kind[],
  folder: string,
): ChartWish<Kind>[] {
  const wishes = CHART_FORMATS.flatMap((format) => textsOf(options[format]).map((text) => wishOf(format, text, kinds, folder)));
  for (const [i, { file, format, kind }] of wishes.entries()) {
    checkTarget(`--${format}`, `the chart "${kind}"`, file);
    if (wishes.findIndex((other) => other.file === file) === i) continue;
    throw new UserError('Two charts would go to the same file.', { facts: [['file', file]] });
  }
  return wishes;
}

function wishOf<Kind extends string>(format: ChartFormat, text: string, kinds: readonly Kind[], folder: string): ChartWish<Kind> {
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  const given = split < 0 ? undefined : text.slice(split + 1);
  const kind = kinds.find((one) => one === name);
  if (kind === undefined) {
    const near = didYouMean(name, kinds);
    throw new UserError(`--${format}: there is no chart "${name}".`, {
      facts: [['known', kinds.join(', ')]],
      ...(near === undefined ? {} : { hint: near }),
    });
  }
  if (given !== undefined && !given.toLowerCase().endsWith(`.${format}`)) {
    throw new UserError(`--${format}: expected the name of a file that ends in ".${format}", got "${given}".`, {
      hint: `For example: --${format} ${kind}=${kind}.${format}`,
    });
  }
  return { kind, format, file: given ?? join(folder, `${kind}.${format}`) };
}

/** An option that may be given several times; commander hands them out as a list. */
function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
