import { UserError } from '../base/errors.ts';
import type { PreparedData } from '../data/prepare.ts';

/** @throws UserError when there is no validation part, by whose results trials are compared. @param said what `data.split.validation` says, and where */
export function requireValidation({ validation }: PreparedData, said: string): void {
  if (validation !== undefined) return;
  throw new UserError('A search goes by the validation part, and there is none.', {
    facts: [['data.split.validation', said]],
    hint: 'Set data.split.validation above 0 (0.1 takes a tenth of the training images).',
  });
}
