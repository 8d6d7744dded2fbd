import { UserError } from '../base/errors.ts';
import { type Place, type Problem, placeText } from './tree.ts';

/** Faults of syntax: a parser that has lost the thread finds more on the same line, of which only the first is told. */
export function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const lines = new Set<number>();
  return problems.filter(({ place }) => {
    if (place.kind === 'flag') return true;
    const seen = lines.has(place.line);
    lines.add(place.line);
    return !seen;
  });
}

const MOST_SHOWN = 50;

/** A config with something wrong in it. The message has one line for each problem, in the order of the text. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => order(a.place, b.place));
    const lines = sorted
      .slice(0, MOST_SHOWN)
      .map(({ place, label, text }) => `${placeText(place)}  ${label === '' ? '' : `${label}: `}${text}`);
    if (sorted.length > MOST_SHOWN) lines.push(`and ${sorted.length - MOST_SHOWN} more problems`);
    super(lines.join('\n'));
    this.problems = sorted;
  }
}

/** What stands in the file, from top to bottom, then what stands on the command line, as found. */
function order(a: Place, b: Place): number {
  if (a.kind === 'file' && b.kind === 'file') return a.line - b.line || a.column - b.column;
  return Number(a.kind === 'flag') - Number(b.kind === 'flag');
}
