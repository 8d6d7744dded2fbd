import { UserError } from '../../base/errors.ts';
import { shapeText } from '../../base/format.ts';
import type { Shape } from '../../tensor/tensor.ts';

/** @throws UserError unless one example is an image [C, H, W]. */
export function requireImage(layer: string, input: Shape): void {
  if (input.length === 3) return;
  throw new UserError(`${layer}: the input is not an image`, {
    facts: [
      ['input', `${shapeText(input)}   (features)`],
      ['expected', '[C, H, W]'],
    ],
    hint: 'Put this layer before "flatten".',
  });
}

/** @throws UserError unless one example is a list of features [F]. */
export function requireFeatures(layer: string, input: Shape): void {
  if (input.length === 1) return;
  throw new UserError(`${layer}: the input is not a list of features`, {
    facts: [
      ['input', `${shapeText(input)}   (C, H, W)`],
      ['expected', '[features]'],
    ],
    hint: 'Put "flatten" before this layer.',
  });
}

/** @throws UserError unless `groups` divides every count. */
export function requireDivisor(layer: string, groups: number, counts: Readonly<Record<string, number>>): void {
  if (Object.values(counts).every((count) => count % groups === 0)) return;
  throw new UserError(`${layer}: the groups do not divide the channels`, {
    facts: [...Object.entries(counts).map(([label, count]) => [label, String(count)] as const), ['groups', String(groups)]],
  });
}
