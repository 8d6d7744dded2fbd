import { numberText } from '../../base/format.ts';
import { flowText } from '../../base/value-text.ts';
import type { ChosenMember, DimensionDescription, DomainDescription } from '../../records/study/description.ts';
import { paramText } from './param-text.ts';

/** The values that a hyperparameter may take: `0.0001 to 0.1, logarithmic`. */
export function domainText(domain: DomainDescription): string {
  if (domain.type === 'choice') return domain.values.map(paramText).join(', ');
  const { type, low, high, step } = domain;
  const isLog = type === 'logUniform' || (type === 'integer' && domain.log === true);
  return [
    `${numberText(low)} to ${numberText(high)}`,
    ...(type === 'integer' && (step ?? 1) === 1 ? ['whole numbers'] : []),
    ...(step === undefined || (type === 'integer' && step === 1) ? [] : [`steps of ${numberText(step)}`]),
    ...(isLog ? ['logarithmic'] : []),
  ].join(', ');
}

/** Where a hyperparameter is there at all: `where optimizer.type is sgd or adam`. */
export function conditionText(when: NonNullable<DimensionDescription['when']>): string {
  const conditions = Object.entries(when).map(([key, values]) => `${key} is ${values.map(paramText).join(' or ')}`);
  return `where ${conditions.join(' and ')}`;
}

/** A member of a registry with its options: `median (startupTrials 5)`. */
export function chosenText({ type, ...options }: ChosenMember): string {
  const entries = Object.entries(options).map(([key, value]) => `${key} ${flowText(value)}`);
  return entries.length === 0 ? type : `${type} (${entries.join(', ')})`;
}
