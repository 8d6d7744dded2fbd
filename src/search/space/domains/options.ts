import { z } from 'zod';
import { numberText } from '../../../base/format.ts';

/**
 * What the schemas of several domains share. They word what is wrong with a number themselves, since it may come out of a text
 * (`log:0..1`), of which the config's own wording knows nothing.
 */

/** Ends and widths that nobody would choose, at which arithmetic runs out of digits or range. */
const LARGEST = 1e30;

const ANY_END = 'expected a number from -1e30 to 1e30';

/** NaN and infinities are no numbers to the schema library; what else is none, the config words. */
const number = z.number({ error: ({ input }) => (typeof input === 'number' ? ANY_END : undefined) });

export const lowOption = number.describe('The lowest value.');
export const highOption = number.describe('The highest value.');
export const positive = number.gt(0, { error: 'expected a number greater than 0' });
export const stepOption = positive
  .optional()
  .describe('Only the values `low`, `low + step`, `low + 2 step`, ... up to `high`. Without it: any number of the range.');

interface Range {
  readonly low: number;
  readonly high: number;
  readonly step?: number | undefined;
}

/** How near the ends may be, as a part of the larger one. */
const NEAREST = 1e-6;

/** Says what is wrong with the ends of a range or its step: the first thing only, since the others may follow from it. */
export function checkRange(range: Range, context: z.RefinementCtx): void {
  const fault = faultOf(range);
  if (fault !== undefined) context.addIssue({ code: 'custom', path: [fault[0]], message: fault[1] });
}

function faultOf({ low, high, step }: Range): readonly [key: string, text: string] | undefined {
  const width = high - low;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (width <= 0) return ['high', `expected more than low, which is ${numberText(low)}`];
  if (largest > LARGEST) return [Math.abs(low) > LARGEST ? 'low' : 'high', ANY_END];
  if (width < Math.max(NEAREST * largest, 1 / LARGEST))
    return ['high', `expected more of a distance from low, which is ${numberText(low)}`];
  if (step === undefined) return undefined;
  if (step > width) return ['step', `expected at most the width of the range, ${numberText(width)}`];
  return step < largest / 1e9 ? ['step', "expected at least a billionth of the range's larger end"] : undefined;
}
