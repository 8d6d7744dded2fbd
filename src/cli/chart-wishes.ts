import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { CHARTS_OF, type ChartOffer } from './chart-offers.ts';
import { checkTarget } from './output.ts';

export const CHART_FORMATS = ['svg', 'png'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** A single chart that was asked for: `--svg loss`, `--png accuracy=out.png`, `--svg square:coarse`. */
export interface ChartWish<Kind extends string> {
  readonly kind: Kind;
  /** Which one, where it is drawn of one of several studies. */
  readonly study?: string;
  readonly format: ChartFormat;
  readonly file: string;
}

/**
 * Reads what `--svg KIND[=FILE]` and `--png KIND[=FILE]` ask for, each given any number of times; of a recipe also
 * `KIND:STUDY[=FILE]`.
 * @param offer the charts that there are.
 * @param folder where charts go that were not given a file, as `loss.svg` or `square-coarse.svg`.
 * @throws UserError when there is no such chart, or it could not be written, before any work is done for it.
 */
export function chartWishes<Kind extends string>(
  options: Readonly<Record<string, unknown>>,
  offer: ChartOffer<Kind>,
  folder: string,
): ChartWish<Kind>[] {
  const wishes = CHART_FORMATS.flatMap((format) => textsOf(options[format]).map((text) => wishOf(format, text, offer, folder)));
  for (const [i, { file, format, kind }] of wishes.entries()) {
    checkTarget(`--${format}`, `the chart "${kind}"`, file);
    if (wishes.findIndex((other) => other.file === file) === i) continue;
    throw new UserError('Two charts would go to the same file.', { facts: [['file', file]] });
  }
  return wishes;
}

function wishOf<Kind extends string>(
  format: ChartFormat,
  text: string,
  offer: ChartOffer<Kind>,
  folder: string,
): ChartWish<Kind> {
  const [what, given] = parted(text, '=');
  const [name, named] = parted(what, ':');
  const kind = offer.kinds.find((one) => one === name);
  if (kind === undefined) throw noSuchChart(format, name, offer);
  const study = studyFor(format, kind, named, offer);
  const stem = named === undefined ? kind : `${kind}-${named}`;
  if (given !== undefined && !given.toLowerCase().endsWith(`.${format}`)) {
    throw new UserError(`--${format}: expected the name of a file that ends in ".${format}", got "${given}".`, {
      hint: `For example: --${format} ${what}=${stem}.${format}`,
    });
  }
  const file = given ?? join(folder, `${stem}.${format}`);
  return study === undefined ? { kind, format, file } : { kind, study, format, file };
}

function noSuchChart(format: ChartFormat, name: string, { of, kinds, run }: ChartOffer<string>): UserError {
  const owners = Object.entries(CHARTS_OF);
  const [owner] = owners.find(([, theirs]) => theirs.some((one) => one === name)) ?? [];
  const where = owner === 'run' && run !== undefined ? `: cnn-run report ${run} --${format} ${name}` : '.';
  const hint =
    owner === undefined
      ? (didYouMean(name, kinds) ?? didYouMean(name, new Set(owners.flatMap(([, theirs]) => theirs))))
      : `It is a chart of a ${owner}${where}`;
  return new UserError(`--${format}: there is no chart "${name}" of a ${of}.`, {
    facts: [['known', kinds.join(', ')]],
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The study that a chart is drawn of; undefined of a chart of the whole. */
function studyFor<Kind extends string>(
  format: ChartFormat,
  kind: Kind,
  named: string | undefined,
  { of, studies }: ChartOffer<Kind>,
): string | undefined {
  if (studies === undefined || !studies.kinds.includes(kind)) {
    if (named === undefined) return undefined;
    throw new UserError(`--${format}: the chart "${kind}" is of the whole ${of}, not of a study "${named}".`, {
      hint: `Without a name: --${format} ${kind}`,
    });
  }
  const { names } = studies;
  const study = named === undefined ? names.at(-1) : names.find((one) => one === named);
  if (study !== undefined) return study;
  const near = didYouMean(named ?? '', names);
  throw new UserError(
    named === undefined
      ? `--${format}: the chart "${kind}" is of a search, and the ${of} has done none.`
      : `--${format}: the ${of} has no study "${named}".`,
    { facts: [['known', names.join(', ') || 'none']], ...(near === undefined ? {} : { hint: near }) },
  );
}

/** A text before and behind the first such sign; undefined behind where there is none. */
function parted(text: string, sign: string): readonly [before: string, behind: string | undefined] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** An option that may be given several times; commander hands them out as a list. */
function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
