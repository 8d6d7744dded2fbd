import { exactHypot, exactLog10 } from '../../../base/exact-math.ts';
import { DEAD, depth, fell, left, OURS, round } from '../common.ts';
import { above, asNumber, asPercent, asTimes, below, type Criterion } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Loss falls almost linearly: learning rate low." And "loss not going down: learning rate too low, or bad initialisation". */
export const rateTooLow: Rule = {
  ...{
    shape: 'rateTooLow',
    title: 'learning rate too low',
    curve: 'loss',
    givesWayTo: ['rateVeryHigh', 'badInitialization', 'rateTooHigh'],
  },
  look(patient) {
    const { loss } = patient;
    return loss === undefined ? [] : [straight(patient, loss), flat(patient, loss)];
  },
};

const SHAPE = 'cs231n, "Babysitting the learning process": a low rate falls "almost linearly"';

function straight(patient: Patient, loss: Trend): Sighting {
  const middle = loss.over(0.45, 0.55);
  const end = loss.over(0.92, 1);
  const first = loss.start - middle.level;
  const second = middle.level - end.level;
  const value = first > 0 ? second / first : Number.NaN;
  const error = Math.abs(exactHypot(middle.error * (1 + value), end.error) / first);
  const rest = left(loss);
  return {
    criteria: [
      fell(loss),
      above({
        ...{ quantity: 'fall in the second half over that in the first', value, error, threshold: 0.5, margin: 0.15 },
        source: `${SHAPE}; an exponential that is done has 0, a line 1`,
        text: asTimes,
      }),
      below({
        ...{ quantity: 'fall in the second half over that in the first', value, error, threshold: 2, margin: 0.6 },
        source: 'ours: a fall that gathers speed is none of a line',
        text: asTimes,
      }),
      above({
        ...{ quantity: 'loss at the end, of the first', value: rest.value, error: rest.error, threshold: 0.15, margin: 0.08 },
        ...{ source: `${OURS}: there is a way to go`, text: asPercent },
      }),
      ...warmUp(patient),
    ],
    meaning: 'The loss falls almost in a straight line and is far from its end: the steps are short.',
    ...remedy(patient),
  };
}

function flat(patient: Patient, loss: Trend): Sighting {
  const { updateRatio } = patient;
  const end = loss.over(0.9, 1);
  const error = exactHypot(end.error, loss.windows[0]?.error ?? 0);
  const scale = Math.max(Math.abs(loss.start), Number.MIN_VALUE);
  const still = [
    below({
      ...{
        quantity: 'fall of the loss, of the first',
        value: (loss.start - end.level) / scale,
        error: error / scale,
        threshold: 0.03,
      },
      ...{ margin: 0.02, source: 'the lecture, step 2: the loss does not go down', text: asPercent },
    }),
    above({
      ...{ quantity: 'steps without a fall', value: loss.last - loss.first + 1, threshold: 100, margin: 50, text: asNumber },
      source: 'the lecture, step 3: it must fall within about 100 iterations',
    }),
  ];
  const small =
    updateRatio === undefined || updateRatio < DEAD
      ? []
      : [
          below({
            quantity: 'size of an update over that of the weights (log 10)',
            value: exactLog10(updateRatio),
            threshold: -3.7,
            margin: 0.4,
            source: 'cs231n: about 1e-3; TheDeepChecker: above 1e-4; a fifth is ours',
            text: asNumber,
          }),
        ];
  return {
    criteria: [...still, ...small],
    // It may as well be the initialisation, or the data.
    ceiling: updateRatio === undefined ? 0.6 : updateRatio < DEAD ? 0.3 : 1,
    meaning: 'The loss does not go down: the learning rate is too low, or the initialisation is bad.',
    ...remedy(patient),
  };
}

/** While the rate still rises, a straight fall says nothing. */
function warmUp({ rates }: Patient): Criterion[] {
  if (rates === undefined) return [];
  return [
    above({
      ...{
        quantity: 'learning rate at a third of the training, of the highest',
        value: rates.at(0.33) / rates.highest,
        threshold: 0.3,
      },
      ...{ margin: 0.1, source: 'ours: a rate that still rises explains a slow beginning', text: asPercent },
    }),
  ];
}

function remedy({ settings, loss }: Patient): Pick<Sighting, 'advice' | 'override'> {
  const factor = loss !== undefined && depth(loss) < 0.1 * loss.start ? 10 : 3;
  return {
    advice: `Take ${factor === 10 ? 'ten' : 'three'} times the learning rate; "cnn-run find-lr" looks for the best one.`,
    override: settings === undefined ? undefined : `--optimizer.lr ${round(settings.learningRate * factor)}`,
  };
}
