import { UserError } from '../../base/errors.ts';
import { didYouMean } from '../../base/suggest.ts';
import { SERIES, type SeriesName } from '../../curves/curve-log.ts';

const KEYS = ['at', ...SERIES] as const;

/** Which columns (of a table) or tags (of event files) the user said to take; the rest is told by their names. */
export type ColumnChoice = ReadonlyMap<'at' | SeriesName, string>;

const COLUMNS_EXAMPLE = '--columns loss=my_loss,valLoss=my_validation_loss,at=iteration';

/** Reads `loss=my_loss,valLoss=other,at=iteration`. @throws UserError for what it does not know. */
export function parseColumnChoice(text: string): ColumnChoice {
  const choice = new Map<'at' | SeriesName, string>();
  // A name may hold commas: a new pair begins only where a key and "=" follow.
  for (const pair of text.split(/,(?=\s*[A-Za-z]+\s*=)/)) {
    const at = pair.indexOf('=');
    const given = pair.slice(0, Math.max(0, at)).trim();
    const name = pair.slice(at + 1).trim();
    if (at < 0 || name === '') {
      throw new UserError(`--columns: expected pairs of a series and a column, got "${pair}".`, {
        hint: `For example: ${COLUMNS_EXAMPLE}`,
      });
    }
    const key = KEYS.find((one) => one === given);
    if (key === undefined) {
      throw new UserError(`--columns: there is no series "${given}".`, {
        facts: [['known', KEYS.join(', ')]],
        hint: didYouMean(given, KEYS) ?? `For example: ${COLUMNS_EXAMPLE}`,
      });
    }
    choice.set(key, name);
  }
  return choice;
}

/** @throws UserError when a chosen name is not there. @param what "column" or "tag". */
export function checkChoice(choice: ColumnChoice, names: readonly string[], what: string, path: string): void {
  for (const [key, name] of choice) {
    if (names.includes(name)) continue;
    throw new UserError(`--columns: there is no ${what} "${name}" for ${key}.`, {
      facts: [
        ['path', path],
        [`${what}s`, listed(names)],
      ],
      ...hintOf(didYouMean(name, names)),
    });
  }
}

/** The error of a log in which no loss is found. */
export function noLossError(names: readonly string[], what: string, path: string): UserError {
  const near = didYouMean('loss', names);
  const example = `${near === undefined ? '' : `${near} `}Say which it is, for example: ${COLUMNS_EXAMPLE}`;
  return new UserError(`No ${what} of the log is known to be a loss.`, {
    facts: [
      ['path', path],
      [`${what}s`, listed(names)],
    ],
    hint: example,
  });
}

const MOST_LISTED = 40;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return names.length > MOST_LISTED ? `${shown}, and ${names.length - MOST_LISTED} more` : shown;
}

function hintOf(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
