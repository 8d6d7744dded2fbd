import { SERIES, type SeriesName } from '../../curves/curve-log.ts';
import type { ColumnChoice } from './column-choice.ts';
import { type Meaning, meaningOf, seriesOf } from './names.ts';

/** A column or a tag that may be a series. */
export interface Candidate {
  readonly name: string;
  /** How many numbers it holds. */
  readonly numbers: number;
  /** Whether there is one number at most in each epoch; undefined where that cannot be told. */
  readonly isOncePerEpoch: boolean | undefined;
}

export interface Assigned<C extends Candidate> {
  readonly series: ReadonlyMap<SeriesName, { readonly source: C; readonly isError: boolean }>;
  readonly notes: readonly string[];
}

/** Which of the candidates is which series: as the user says, and otherwise by their names. */
export function assignSeries<C extends Candidate>(candidates: readonly C[], choice: ColumnChoice): Assigned<C> {
  const series = new Map<SeriesName, { readonly source: C; readonly isError: boolean }>();
  const notes: string[] = [];
  for (const key of SERIES) {
    const source = candidates.find(({ name }) => name === choice.get(key));
    if (source !== undefined) series.set(key, { source, isError: false });
  }
  const chosen = new Set(choice.values());
  const known = candidates
    .filter(({ name, numbers }) => numbers > 0 && !chosen.has(name))
    .flatMap((source) => {
      const meaning = meaningOf(source.name);
      return meaning === undefined ? [] : [{ source, meaning }];
    })
    .sort((a, b) => a.meaning.rank - b.meaning.rank);
  const most = Math.max(0, ...known.filter(({ meaning }) => meaning.part === 'validation').map(({ source }) => source.numbers));
  const isOfValidation = fastaiAccuracy(known);
  for (const { source, meaning } of known) {
    const ofEpochs =
      meaning.per === undefined ? (source.isOncePerEpoch ?? (most > 0 && source.numbers <= most)) : meaning.per === 'epoch';
    const moved = isOfValidation(meaning);
    const key = seriesOf(moved ? { ...meaning, part: 'validation' } : meaning, ofEpochs);
    if (key === undefined) continue;
    const taken = series.get(key);
    if (taken === undefined) {
      series.set(key, { source, isError: meaning.isError });
      if (moved) notes.push(`"${source.name}" is taken for the validation's, as fastai logs it.`);
    } else if (!choice.has(key) && taken.isError === meaning.isError)
      notes.push(`"${taken.source.name}" is taken for ${key}, though "${source.name}" might be it too.`);
  }
  for (const [key, { source, isError }] of series) if (isError) notes.push(`${key} is one minus "${source.name}".`);
  return { series, notes };
}

/** fastai logs `train_loss`, `valid_loss` and metrics without a part, which are all of the validation. */
function fastaiAccuracy(
  known: readonly { readonly source: Candidate; readonly meaning: Meaning }[],
): (meaning: Meaning) => boolean {
  const names = new Set(known.map(({ source }) => source.name));
  const isFastai = names.has('train_loss') && names.has('valid_loss');
  return ({ metric, part }) => isFastai && metric === 'accuracy' && part === undefined;
}
