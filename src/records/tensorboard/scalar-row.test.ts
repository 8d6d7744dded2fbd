import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeEvent } from './event.ts';
import { ScalarRow } from './scalar-row.ts';

it('encodes as an event of the same scalars, byte for byte', () => {
  const tags = ['batch/loss', 'x', 'a tag that is somewhat longer than the others are'];
  const row = new ScalarRow(tags);
  const float = fc.float();
  fc.assert(
    fc.property(fc.double(), fc.maxSafeNat(), fc.tuple(float, float, float), (wallTime, step, numbers) => {
      const values = tags.map((tag, i) => ({ tag, scalar: numbers[i] as number }));
      expect(row.encode(wallTime, step, numbers)).toEqual(Uint8Array.from(encodeEvent({ wallTime, step, values })));
    }),
    { seed: 1, examples: [0, 1, 127, 128, 16_383, 16_384, 2 ** 21].map((step) => [1.5, step, [1, Number.NaN, -0]]) },
  );
});
