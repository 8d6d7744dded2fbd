import { depth, fell, OURS, part } from '../common.ts';
import { above, asPercent, asTimes, below } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Train and validation accuracy both still rising: train longer." Of a log without accuracies: the loss still falling. */
export const stillRising: Rule = {
  ...{ shape: 'stillRising', title: 'still rising', curve: 'accuracy' },
  givesWayTo: ['rateVeryHigh', 'rateTooHigh', 'rateTooLow', 'overfitting', 'decayedTooEarly', 'badInitialization'],
  look(patient) {
    const { loss, trainAccuracy, valAccuracy } = patient;
    const judged = valAccuracy ?? trainAccuracy;
    if (judged !== undefined && judged.count >= 3) return [rising(patient, trainAccuracy, valAccuracy)];
    return loss === undefined ? [] : [falling(patient, loss)];
  },
};

const SHAPE = 'the courses: train and validation accuracy both still rising';
/** The least rise over the last third that is worth a longer training. */
const WORTH = 0.006;

function rising(patient: Patient, train: Trend | undefined, validation: Trend | undefined): Sighting {
  const curves = [
    { name: 'training', trend: train },
    { name: 'validation', trend: validation },
  ].flatMap(({ name, trend }) => (trend === undefined ? [] : [{ name, trend }]));
  return {
    criteria: [
      ...curves.map(({ name, trend }) => {
        // Of a few epochs more than the last third, for a slope to be had.
        const from = trend.count < 8 ? 0.4 : 0.66;
        const { fall, error } = thirdOf(trend, from);
        return above({
          ...{
            quantity: `rise of the ${name} accuracy over the last third`,
            value: -fall,
            error,
            threshold: WORTH,
            margin: WORTH / 3,
          },
          ...{ source: `${SHAPE}; less than 0.6 points is not worth it (ours)`, text: asPercent },
        });
      }),
      ...(patient.loss === undefined ? [] : [bending(patient.loss)]),
    ],
    meaning: `${curves.length === 2 ? 'Training and validation accuracy are' : 'The accuracy is'} still rising: the training ended before it was done.`,
    ...remedy(patient),
    stretch: [0.66, 1],
  };
}

function falling(patient: Patient, loss: Trend): Sighting {
  const { log } = patient;
  return {
    criteria: [
      fell(loss),
      above({
        ...{ quantity: 'fall over the last third, of the whole fall', ...part(loss, 0.66, 1), threshold: 0.04, margin: 0.02 },
        ...{ source: `${OURS}, for logs without accuracies`, text: asPercent },
      }),
      bending(loss),
    ],
    // What happens on images it was not trained on is not known.
    ceiling: log.series.valLoss === undefined ? 0.75 : 1,
    meaning: 'The loss is still falling: the training ended before it was done.',
    ...remedy(patient),
    stretch: [0.66, 1],
  };
}

/** The fall of a third of the curve at the speed that it has from there to its end. */
function thirdOf(trend: Trend, from: number): { readonly fall: number; readonly error: number } {
  const { fall, error } = trend.fall(from, 1);
  const share = 1 / 3 / (1 - from);
  return { fall: fall * share, error: error * share };
}

/** A straight fall is one of a low rate. */
function bending(loss: Trend) {
  const middle = loss.over(0.45, 0.55).level;
  const value = (middle - loss.over(0.92, 1).level) / Math.max(loss.start - middle, Number.MIN_VALUE);
  return below({
    ...{ quantity: 'fall of the loss in the second half over that in the first', value, threshold: 0.55, margin: 0.15 },
    ...{ source: `${OURS}: straighter is what a low learning rate looks like`, text: asTimes },
    error: loss.lowest.error / depth(loss),
  });
}

function remedy({ settings }: Patient): Pick<Sighting, 'advice' | 'override'> {
  return {
    advice: 'Train longer: twice as long, to begin with.',
    override:
      settings === undefined
        ? undefined
        : settings.steps !== undefined
          ? `--train.steps ${2 * settings.steps}`
          : settings.epochs === undefined
            ? undefined
            : `--train.epochs ${2 * settings.epochs}`,
  };
}
