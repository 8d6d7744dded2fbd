import type { DimensionDescription, Params } from '../../records/study/description.ts';
import type { Domain } from './domain.ts';
import { domains } from './domains/index.ts';
import { valueKey } from './param-value.ts';

/** One hyperparameter of a space: a side of the unit cube. */
export interface Dimension {
  readonly key: string;
  readonly domain: Domain;
  /** As in the description of the space. */
  readonly when: DimensionDescription['when'];
  /** Whether these hyperparameters meet its condition; one that is absent meets none. */
  isMet(params: Params): boolean;
}

export function createDimension({ key, when, ...description }: DimensionDescription): Dimension {
  const conditions = Object.entries(when ?? {}).map(([other, values]) => ({ other, allowed: new Set(values.map(valueKey)) }));
  return {
    key,
    domain: domains.get(description.type).create(description),
    when,
    isMet: (params) =>
      conditions.every(({ other, allowed }) => {
        const value = params[other];
        return value !== undefined && allowed.has(valueKey(value));
      }),
  };
}
