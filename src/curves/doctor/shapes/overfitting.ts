import { exactHypot } from '../../../base/exact-math.ts';
import { OURS } from '../common.ts';
import { above, asNumber, asPercent, below } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Train rises, validation flat or falling; a huge gap: overfitting; more regularisation, more data." */
export const overfitting: Rule = {
  ...{ shape: 'overfitting', title: 'overfitting', curve: 'accuracy', givesWayTo: ['rateVeryHigh'] },
  look: (patient) => [...gap(patient), ...turn(patient)],
};

const SHAPE = 'the courses: train rises, validation flat or falling, a huge gap';

function gap(patient: Patient): Sighting[] {
  const { trainAccuracy: train, valAccuracy: validation } = patient;
  if (train === undefined || validation === undefined) return [];
  const [ours, theirs] = [train.over(0.8, 1), validation.over(0.8, 1)];
  const rise = validation.fall(0.5, 1);
  return [
    {
      criteria: [
        above({
          ...{ quantity: 'training over validation accuracy at the end', value: ours.level - theirs.level, threshold: 0.06 },
          ...{
            error: exactHypot(ours.error, theirs.error),
            margin: 0.03,
            source: `${SHAPE}; six points is ours`,
            text: asPercent,
          },
        }),
        below({
          ...{ quantity: 'rise of the validation accuracy over the last half', value: -rise.fall, threshold: 0.04, margin: 0.02 },
          ...{ error: rise.error, source: SHAPE, text: asPercent },
        }),
      ],
      meaning:
        'The training accuracy is far above the validation accuracy, which does not follow any more: the network learns its examples by heart.',
      ...remedy(patient, validation),
      stretch: [0.5, 1],
    },
  ];
}

function turn(patient: Patient): Sighting[] {
  const { valLoss: validation } = patient;
  const train = patient.trainLoss ?? patient.loss;
  if (train === undefined || validation === undefined) return [];
  const { lowest } = validation;
  const end = validation.over(0.85, 1);
  const before = train.levelAt(lowest.at);
  const after = train.over(0.85, 1).level;
  const scale = Math.max(Math.abs(lowest.level), Number.MIN_VALUE);
  return [
    {
      criteria: [
        above({
          ...{
            quantity: 'validation loss at the end over its lowest, beyond it',
            value: (end.level - lowest.level) / scale,
            text: asPercent,
          },
          ...{
            error: exactHypot(end.error, lowest.error) / scale,
            threshold: 0.15,
            margin: 0.1,
            source: 'SageMaker Debugger: 10 % between training and validation loss; here of the turn (ours)',
          },
        }),
        below({
          ...{
            quantity: 'training loss at the end, of that at the turn',
            value: before > 0 ? after / before : Number.NaN,
            threshold: 0.95,
          },
          ...{ margin: 0.05, source: SHAPE, text: asPercent },
        }),
        above({
          ...{
            quantity: 'evaluations after the turn',
            value: (1 - lowest.at) * (validation.count - 1),
            threshold: 1.5,
            margin: 1,
          },
          ...{ source: `${OURS}: one alone may be noise`, text: asNumber },
        }),
      ],
      meaning:
        'The validation loss has turned and rises while the training loss falls: the network learns its examples by heart.',
      ...remedy(patient, validation),
      stretch: [lowest.at, 1],
    },
  ];
}

function remedy({ settings }: Patient, validation: Trend): Pick<Sighting, 'advice' | 'override'> {
  const advice = 'More data or augmentation, dropout, more weight decay, or stop where the validation is best.';
  if (settings === undefined) return { advice };
  const { weightDecay, hasAugmentation, epochs } = settings;
  const decay = `--optimizer.weightDecay ${weightDecay > 0 ? Number((weightDecay * 10).toPrecision(1)) : 1e-4}`;
  const patience =
    epochs !== undefined && validation.count >= 6
      ? ` --train.earlyStopping.patience ${Math.max(2, Math.round(epochs / 10))}`
      : '';
  return { advice, override: `${hasAugmentation ? decay : '--data.augment "[shift]"'}${patience}` };
}
