import { exactHypot } from '../../../base/exact-math.ts';
import { depth, fell, left, OURS } from '../common.ts';
import { above, asPercent, asTimes, below } from '../criterion.ts';
import type { RateDrop } from '../learning-rates.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Loss still falling when the rate was dropped, then flat: decayed too early." */
export const decayedTooEarly: Rule = {
  ...{ shape: 'decayedTooEarly', title: 'decayed too early', curve: 'loss', givesWayTo: ['rateVeryHigh', 'badInitialization'] },
  look(patient) {
    const { loss, rates } = patient;
    if (loss === undefined || rates === undefined) return [];
    return rates.drops.filter(({ at }) => at > 0.03 && at < 0.9).map((drop) => early(patient, loss, drop));
  },
};

const SHAPE = 'Michigan EECS 498: the loss was still falling when the rate was dropped, then flat';

function early(patient: Patient, loss: Trend, drop: RateDrop): Sighting {
  const { at, factor } = drop;
  // The last part before the drop is where the curve was about to go.
  const before = slope(loss, Math.max(0, at - Math.max(0.06, at / 2)), at);
  const after = slope(loss, at + Math.min(0.05, (1 - at) / 5), 1);
  const missed = (before.value * (1 - at)) / depth(loss);
  const ratio = before.value > 0 ? after.value / before.value : Number.NaN;
  const rest = left(loss);
  return {
    criteria: [
      fell(loss),
      above({
        ...{
          quantity: 'fall that the speed before the drop would have brought by the end, of the fall there was',
          value: missed,
        },
        ...{
          error: (before.error * (1 - at)) / depth(loss),
          threshold: 0.25,
          margin: 0.12,
          source: `${SHAPE}; the number is ours`,
          text: asPercent,
        },
      }),
      below({
        ...{ quantity: 'speed of the fall after the drop over that before', value: ratio, threshold: 0.3, margin: 0.15 },
        ...{
          error: before.value > 0 ? exactHypot(after.error, ratio * before.error) / before.value : 1,
          source: SHAPE,
          text: asTimes,
        },
      }),
      above({
        ...{ quantity: 'loss at the end, of the first', value: rest.value, error: rest.error, threshold: 0.08, margin: 0.05 },
        ...{ source: `${OURS}: there is a way to go`, text: asPercent },
      }),
    ],
    meaning: `The loss was still falling when the learning rate dropped (to ${asPercent(factor)}, after ${asPercent(at)} of the training), and has hardly moved since.`,
    ...remedy(patient),
    stretch: [Math.max(0, at - 0.1), 1],
  };
}

function slope(loss: Trend, from: number, to: number): { readonly value: number; readonly error: number } {
  const { fall, error } = loss.fall(from, to);
  return { value: fall / (to - from), error: error / (to - from) };
}

function remedy({ settings }: Patient): Pick<Sighting, 'advice' | 'override'> {
  return {
    advice: 'Keep the rate up until the loss has become flat: a later milestone, or a cosine over the whole training.',
    override: settings === undefined ? undefined : '--schedule cosine',
  };
}
