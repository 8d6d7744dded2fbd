import { depth, fell, left, OURS, part } from '../common.ts';
import { above, asPercent, asTimes, below } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Loss falls, then flat: plateau; try learning rate decay." */
export const plateau: Rule = {
  ...{ shape: 'plateau', title: 'plateau', curve: 'loss' },
  givesWayTo: [
    'rateVeryHigh',
    'rateTooHigh',
    'rateTooLow',
    'underfitting',
    'decayedTooEarly',
    'overfitting',
    'badInitialization',
  ],
  look(patient) {
    const { loss, rates } = patient;
    if (loss === undefined) return [];
    const rest = left(loss);
    const flat = loss.firstBelow(loss.start - 0.95 * depth(loss));
    return [
      {
        criteria: [
          fell(loss),
          below({
            ...{ quantity: 'fall over the last 40 %, of the whole fall', ...part(loss, 0.6, 1), threshold: 0.04, margin: 0.025 },
            ...{ source: 'Michigan EECS 498: the loss falls, then is flat; the number is ours', text: asPercent },
          }),
          ...(loss.start > 0
            ? [
                below({
                  ...{
                    quantity: 'fall over the last 40 %, of the level before',
                    ...ofLevel(loss),
                    threshold: 0.12,
                    margin: 0.06,
                  },
                  ...{
                    source: `${OURS}: a low loss may still be halved, which a part of the whole fall does not show`,
                    text: asPercent,
                  },
                }),
              ]
            : []),
          above({
            ...{
              quantity: 'loss at the end, of the first',
              value: rest.value,
              error: rest.error,
              threshold: rates === undefined ? 0.07 : 0.04,
              margin: 0.025,
            },
            ...{ source: `${OURS}: below, there is nothing left to fall`, text: asPercent },
          }),
          ...(rates === undefined
            ? []
            : [
                above({
                  ...{
                    quantity: 'lowest over highest learning rate of the last half',
                    value: rates.constancy(0.5, 1),
                    threshold: 0.6,
                  },
                  ...{ margin: 0.2, source: `${OURS}: a rate that falls has been decayed already`, text: asTimes },
                }),
              ]),
        ],
        // Whether the rate was decayed already is not known.
        ceiling: rates === undefined ? 0.75 : 1,
        meaning: 'The loss fell and has been flat since: at this learning rate it gets no further.',
        ...remedy(patient, flat),
        stretch: [flat, 1],
      },
    ];
  },
};

function ofLevel(loss: Trend): { readonly value: number; readonly error: number } {
  const level = Math.max(loss.levelAt(0.6), Number.MIN_VALUE);
  const { fall, error } = loss.fall(0.6, 1);
  return { value: fall / level, error: error / level };
}

function remedy({ settings }: Patient, flat: number) {
  const epochs = settings?.epochs;
  const milestone = epochs === undefined ? undefined : Math.max(1, Math.round(epochs * Math.min(0.8, flat + 0.1)));
  return {
    advice: 'Let the learning rate fall: by a tenth where the plateau begins, or along a cosine.',
    override:
      settings === undefined
        ? undefined
        : milestone === undefined || milestone >= (epochs ?? 0)
          ? '--schedule cosine'
          : `--schedule.type multiStep --schedule.milestones "[${milestone}]"`,
  };
}
