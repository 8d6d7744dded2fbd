import { fell, left, OURS } from '../common.ts';
import { above, asPercent, below } from '../criterion.ts';
import { SHAPES } from '../reading.ts';
import type { Rule } from '../rule.ts';

/** It learned a lot, and nothing is wrong with it. */
export const healthy: Rule = {
  ...{ shape: 'healthy', title: 'healthy', curve: 'loss' },
  givesWayTo: SHAPES.filter((shape) => shape !== 'healthy' && shape !== 'inconclusive'),
  look(patient) {
    const { loss, trainAccuracy, valAccuracy } = patient;
    if (loss === undefined) return [];
    const rest = left(loss);
    const judged = valAccuracy ?? trainAccuracy;
    const end = judged?.over(0.8, 1);
    return [
      {
        criteria: [
          fell(loss),
          end === undefined
            ? below({
                ...{
                  quantity: 'loss at the end, of the first',
                  value: rest.value,
                  error: rest.error,
                  threshold: 0.4,
                  margin: 0.1,
                },
                ...{ source: `${OURS}: most of the way is done`, text: asPercent },
              })
            : above({
                ...{
                  quantity: `${valAccuracy === undefined ? 'training' : 'validation'} accuracy at the end, on the way from chance to perfect`,
                },
                ...{
                  value: patient.aboveChance(end.level),
                  error: end.error,
                  threshold: 0.75,
                  margin: 0.06,
                  source: OURS,
                  text: asPercent,
                },
              }),
        ],
        // Without a validation part, overfitting cannot be excluded.
        ceiling: valAccuracy === undefined && patient.valLoss === undefined ? 0.7 : 1,
        meaning: 'The loss fell and levels off, and training and validation agree.',
        advice: 'Nothing to mend. What is left is a search around these settings.',
      },
    ];
  },
};
