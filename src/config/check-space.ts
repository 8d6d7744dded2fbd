import { describeSpace, type SearchConfig } from '../search/section.ts';
import type { Dimension } from '../search/space/dimension.ts';
import { createSpace } from '../search/space/space.ts';
import { ConfigError } from './config-error.ts';
import type { Path, Place, Problem } from './tree.ts';

/** A config that was loaded, as far as this is about it. */
interface Searched {
  readonly config: { readonly search?: SearchConfig | undefined };
  variant(params: Params): { readonly data: { readonly split: { readonly validation: number } } };
  place(path: Path): Place;
}

type Params = Readonly<Record<string, unknown>>;

/** The key without whose images no trial can be compared with another. */
const VALIDATION = ['data', 'split', 'validation'] as const;

/**
 * Tries the ends of every range of the section `search` and every value of a choice, each in a trial that the space has, so that a
 * key that the config does not have, or a value that it does not take, is found before the first trial is trained. What fits only
 * together (the shapes of layers) is found when the network is built.
 * @throws ConfigError with every problem, each at the place where the space has the key.
 */
export function checkSpace({ config, variant, place }: Searched): void {
  const { dimensions } = createSpace(describeSpace(config.search?.space ?? {}));
  const problems = new Map<string, Problem>();
  const add = (problem: Problem) => problems.set(JSON.stringify(problem), problem);
  for (const params of examples(dimensions)) {
    try {
      const { validation } = variant(params).data.split;
      const key = validation === 0 ? Object.keys(params).find(decidesValidation) : undefined;
      if (key !== undefined) {
        const text = 'a search goes by the validation part, and there would be none (expected above 0)';
        add({ place: place(['search', 'space', key]), label: VALIDATION.join('.'), text });
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.problems) add(problem);
    }
  }
  if (problems.size > 0) throw new ConfigError([...problems.values()]);
}

/** Whether it is this key, or what it is in. */
function decidesValidation(key: string): boolean {
  return VALIDATION.some((_, i) => VALIDATION.slice(0, i + 1).join('.') === key);
}

type Values = ReadonlyMap<string, unknown>;

/** Trials in which each hyperparameter has each of its edges, together with each value of the choices that it depends on. */
function* examples(dimensions: readonly Dimension[]): Generator<Params> {
  for (const dimension of dimensions) {
    const governing = dimensions.filter((other) => governs(other, dimension));
    for (const value of edges(dimension)) {
      const edge = new Map<string, unknown>([[dimension.key, value]]);
      const wanted = governing.flatMap((other) => edges(other).map((its) => new Map(edge).set(other.key, its)));
      for (const values of wanted.length === 0 ? [edge] : wanted) {
        const params = trialWith(values, dimensions);
        // A choice may exclude what depends on it.
        if ([...values.keys()].every((key) => params[key] !== undefined)) yield params;
      }
    }
  }
}

/** All values of a choice, the ends of a range. */
function edges({ domain }: Dimension): readonly unknown[] {
  return domain.description.type === 'choice' ? domain.description.values : [domain.fromUnit(0), domain.fromUnit(1)];
}

/** Whether a choice may decide which keys there are beside it and below: `optimizer.type` those of `optimizer`. */
function governs(choice: Dimension, { key, domain }: Dimension): boolean {
  if (choice.domain.description.type !== 'choice' || domain === choice.domain) return false;
  const parent = choice.key.split('.').slice(0, -1).join('.');
  return key.startsWith(`${choice.key}.`) || (parent !== '' && key.startsWith(`${parent}.`));
}

/** The trial with these values in which all other hyperparameters have their first one, or the one that is asked for. */
function trialWith(values: Values, dimensions: readonly Dimension[]): Params {
  const wanted = new Map(values);
  // Conditions look back only: from the last to the first, each is known before what it asks for.
  for (const { key, when } of dimensions.toReversed())
    if (wanted.has(key))
      for (const [other, [first]] of Object.entries(when ?? {})) if (!wanted.has(other)) wanted.set(other, first);
  const params: Record<string, never> = {};
  for (const { key, domain, isMet } of dimensions)
    if (isMet(params)) params[key] = (wanted.has(key) ? wanted.get(key) : domain.fromUnit(0)) as never;
  return params;
}
