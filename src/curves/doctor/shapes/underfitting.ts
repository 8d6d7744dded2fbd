import { exactHypot } from '../../../base/exact-math.ts';
import { fell, OURS, part } from '../common.ts';
import { above, asPercent, below } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Train and validation together, no gap, both low: underfitting; train longer, a bigger model." */
export const underfitting: Rule = {
  ...{ shape: 'underfitting', title: 'underfitting', curve: 'accuracy' },
  givesWayTo: ['rateVeryHigh', 'rateTooHigh', 'rateTooLow', 'badInitialization', 'decayedTooEarly'],
  look(patient) {
    const { trainAccuracy, valAccuracy, loss, valLoss } = patient;
    if (trainAccuracy !== undefined && valAccuracy !== undefined) return [low(patient, trainAccuracy, valAccuracy)];
    return loss === undefined || valLoss === undefined ? [] : [high(patient, patient.trainLoss ?? loss, valLoss, loss)];
  },
};

const SHAPE = 'the courses: train and validation together, no gap, both low';

function low(patient: Patient, train: Trend, validation: Trend): Sighting {
  const [ours, theirs] = [train.over(0.8, 1), validation.over(0.8, 1)];
  const rise = train.fall(0.66, 1);
  return {
    criteria: [
      below({
        ...{
          quantity: 'training accuracy at the end, on the way from chance to perfect',
          value: patient.aboveChance(ours.level),
        },
        ...{ error: ours.error, threshold: 0.8, margin: 0.06, source: `${SHAPE}; four fifths is ours`, text: asPercent },
      }),
      below({
        ...{
          quantity: 'training over validation accuracy at the end',
          value: ours.level - theirs.level,
          threshold: 0.05,
          margin: 0.025,
        },
        ...{ error: exactHypot(ours.error, theirs.error), source: SHAPE, text: asPercent },
      }),
      below({
        ...{
          quantity: 'rise of the training accuracy over the last third',
          value: -rise.fall,
          error: rise.error,
          threshold: 0.04,
        },
        ...{ margin: 0.02, source: `${OURS}: otherwise it is still on its way`, text: asPercent },
      }),
      above({
        ...{
          quantity: 'training accuracy above chance',
          value: patient.aboveChance(ours.level),
          error: ours.error,
          threshold: 0.06,
        },
        ...{ margin: 0.04, source: `${OURS}: who has learned nothing has something else`, text: asPercent },
      }),
      ...(patient.loss === undefined
        ? []
        : [
            fell(patient.loss),
            below({
              ...{ quantity: 'fall of the loss over the last third, of the whole fall', ...part(patient.loss, 0.66, 1) },
              ...{
                threshold: 0.2,
                margin: 0.08,
                source: `${OURS}: a straight line has a third; it is still on its way`,
                text: asPercent,
              },
            }),
          ]),
    ],
    meaning: 'Training and validation accuracy lie together, and both are low: the network cannot do more, or is not let.',
    advice: 'A bigger network (more channels, more layers), less regularisation, or a longer training.',
    override: lessRegularization(patient),
    stretch: [0.5, 1],
  };
}

function high(patient: Patient, train: Trend, validation: Trend, loss: Trend): Sighting {
  const [ours, theirs] = [train.over(0.8, 1), validation.over(0.8, 1)];
  return {
    criteria: [
      above({
        ...{
          quantity: 'training loss at the end, of the first',
          value: ours.level / loss.start,
          error: ours.error / loss.start,
          threshold: 0.45,
          margin: 0.1,
        },
        ...{ source: `${SHAPE}; for logs without accuracies, the number is ours`, text: asPercent },
      }),
      below({
        ...{
          quantity: 'validation over training loss at the end, beyond it',
          value: theirs.level / ours.level - 1,
          threshold: 0.1,
        },
        ...{
          margin: 0.05,
          error: exactHypot(ours.error, theirs.error) / ours.level,
          source: 'SageMaker Debugger: above 10 % is overfitting',
          text: asPercent,
        },
      }),
      below({
        ...{
          quantity: 'fall of the training loss over the last third, of the first',
          value: train.fall(0.66, 1).fall / loss.start,
        },
        ...{ threshold: 0.05, margin: 0.03, source: `${OURS}: otherwise it is still on its way`, text: asPercent },
      }),
      fell(loss),
    ],
    meaning: 'Training and validation loss lie together, and both are high: the network cannot do more, or is not let.',
    advice: 'A bigger network (more channels, more layers), less regularisation, or a longer training.',
    override: lessRegularization(patient),
    stretch: [0.5, 1],
  };
}

/** A bigger network has no override that fits every config; what holds it back has. */
function lessRegularization({ settings }: Patient): string | undefined {
  return settings !== undefined && settings.weightDecay >= 1e-3 ? '--optimizer.weightDecay 0' : undefined;
}
