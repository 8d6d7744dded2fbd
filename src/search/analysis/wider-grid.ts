import type { DomainDescription } from '../../records/study/description.ts';
import { createDimension } from '../space/dimension.ts';
import { type End, isLogarithmic, widerRange } from './wider.ts';

/**
 * What a grid tries of a range, with one more value beyond one end. All values that it had stay: those of a wider range would be
 * others, and lie further apart. The new one is as far from the last as that from the one before, on the scale of the range, but no
 * further than `widerRange` goes.
 *
 * @param points how many values of a range the grid has
 * @returns undefined where the range cannot be wider
 */
export function widerGrid(
  range: DomainDescription,
  points: number,
  end: End,
  isAllowed: (value: number) => boolean,
): DomainDescription | undefined {
  const wider = widerRange(range, end, isAllowed);
  if (range.type === 'choice' || wider === undefined || wider.type === 'choice') return wider;
  const values = createDimension({ key: '', ...range })
    .domain.grid(points)
    .map(Number);
  const [before = 0, last = 0] = (end === 'upper' ? values : values.toReversed()).slice(-2);
  // The wider range ends what lies beyond it, and rounds to its steps and digits.
  const { domain } = createDimension({ key: '', ...wider });
  const next = Number(domain.fromUnit(domain.toUnit(isLogarithmic(range) ? (last * last) / before : 2 * last - before)));
  const isNew = !values.includes(next) && isAllowed(next);
  const value = isNew ? next : Number(domain.fromUnit(end === 'upper' ? 1 : 0));
  return { type: 'choice', values: end === 'upper' ? [...values, value] : [value, ...values] };
}
