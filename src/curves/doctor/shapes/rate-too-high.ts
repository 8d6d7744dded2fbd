import { exactHypot, exactLog10 } from '../../../base/exact-math.ts';
import { DEAD, depth, fell, left, OURS, part, round } from '../common.ts';
import { above, asNumber, asPercent, asTimes, below, type Criterion, fact, surest } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Falls fast, then stuck high: learning rate high." And what is the same thing: rises again after its lowest. */
export const rateTooHigh: Rule = {
  ...{ shape: 'rateTooHigh', title: 'learning rate too high', curve: 'loss', givesWayTo: ['rateVeryHigh', 'decayedTooEarly'] },
  look(patient) {
    const { loss } = patient;
    return loss === undefined ? [] : [stuck(patient, loss), rising(patient, loss), ...neverFell(patient, loss)];
  },
};

const SHAPE = 'cs231n, "Babysitting the learning process": "falls fast, then stuck high"';
const RATIO = 'cs231n: updates are about 1e-3 of the weights; seven times that is high (ours)';

function stuck(patient: Patient, loss: Trend): Sighting {
  const rest = left(loss);
  const early = doneEarly(loss);
  const ratio = largeUpdates(patient);
  const noise = restless(loss);
  return {
    criteria: [
      fell(loss),
      above({
        ...{ quantity: 'part of the fall that was done after a tenth of the training', ...early, threshold: 0.85, margin: 0.1 },
        ...{ source: SHAPE, text: asPercent },
      }),
      above({
        ...{ quantity: 'loss at the end, of the first', value: rest.value, error: rest.error, threshold: 0.27, margin: 0.08 },
        ...{ source: `${SHAPE}; the number is ours`, text: asPercent },
      }),
      below({
        ...{ quantity: 'fall over the last half, of the whole fall', ...part(loss, 0.5, 1), threshold: 0.12, margin: 0.08 },
        ...{ source: SHAPE, text: asPercent },
      }),
      ratio ?? noise,
    ],
    meaning: 'The loss fell fast and then stayed high: steps are too long to get further down.',
    ...remedy(patient),
    stretch: [0.1, 1],
  };
}

/** Measured on means of long stretches: where little was learned, noise hides when. */
function doneEarly(loss: Trend): { readonly value: number; readonly error: number } {
  const early = loss.over(0.1, 0.25);
  const late = loss.over(0.5, 1);
  const whole = Math.max(loss.start - late.level, Number.MIN_VALUE);
  return { value: (loss.start - early.level) / whole, error: exactHypot(early.error, late.error) / whole };
}

function rising(patient: Patient, loss: Trend): Sighting {
  const end = loss.over(0.85, 1);
  const { lowest } = loss;
  const error = exactHypot(end.error, lowest.error) / depth(loss);
  return {
    criteria: [
      above({
        ...{
          quantity: 'rise of the training loss from its lowest level, in standard errors',
          value: (end.level - lowest.level) / Math.max(error * depth(loss), Number.MIN_VALUE),
        },
        ...{
          threshold: 4,
          margin: 1.5,
          source: `${OURS}: the lowest of many levels lies 2.5 below their mean by chance`,
          text: asTimes,
        },
      }),
      above({
        ...{ quantity: 'rise of the training loss from its lowest level to the end, of the fall before', text: asPercent, error },
        ...{ value: (end.level - lowest.level) / depth(loss), threshold: 0.25, margin: 0.15 },
        source: 'TheDeepChecker calls twice the lowest loss a divergence; a part of the fall works for any loss (ours)',
      }),
      below({
        ...{ quantity: 'place of the lowest level, of the training', value: lowest.at, threshold: 0.85, margin: 0.05 },
        ...{ source: `${OURS}: a rise needs to last`, text: asPercent },
      }),
    ],
    meaning: 'The training loss fell and then rose again: the training is not stable.',
    ...remedy(patient),
    stretch: [lowest.at, 1],
  };
}

/** It never fell, though the weights move a lot; or they do not move at all any more. */
function neverFell(patient: Patient, loss: Trend): Sighting[] {
  const { updateRatio } = patient;
  const ratio = largeUpdates(patient);
  if (updateRatio === undefined || ratio === undefined) return [];
  const rest = left(loss);
  const high = surest([
    above({
      ...{ quantity: 'loss at the end, of the first', value: rest.value, error: rest.error, threshold: 0.9, margin: 0.08 },
      ...{ source: `${OURS}: nothing was learned`, text: asPercent },
    }),
    ...accuracyOfChance(patient),
  ]);
  const common = { ...remedy(patient), stretch: [0, 1] as const };
  if (updateRatio > DEAD) {
    return [
      {
        criteria: [high, ratio],
        meaning: 'The loss did not fall, while the weights moved a lot: steps are too long.',
        ...common,
      },
    ];
  }
  const dead = fact({
    ...{
      quantity: 'size of an update over that of the weights',
      value: updateRatio,
      text: asNumber(updateRatio),
      threshold: `below ${DEAD}`,
    },
    source: `${OURS}: no gradient gets through, as when long steps have shut all ReLUs (cs231n, "dead ReLU")`,
  });
  return [
    {
      criteria: [high, dead],
      ceiling: 0.75,
      meaning: 'Most weights do not move any more: no gradient gets through to them.',
      ...common,
    },
  ];
}

function accuracyOfChance(patient: Patient): Criterion[] {
  const { settings, trainAccuracy } = patient;
  if (settings === undefined || trainAccuracy === undefined) return [];
  const { level, error } = trainAccuracy.over(0.7, 1);
  return [
    below({
      ...{ quantity: 'training accuracy above chance', value: patient.aboveChance(level), error, threshold: 0.06, margin: 0.04 },
      ...{ source: `${OURS}: nothing was learned`, text: asPercent },
    }),
  ];
}

function largeUpdates({ updateRatio }: Patient) {
  if (updateRatio === undefined) return undefined;
  // On a logarithmic scale, as ratios are.
  const measured = {
    quantity: 'size of an update over that of the weights (log 10)',
    value: exactLog10(Math.max(updateRatio, Number.MIN_VALUE)),
  };
  return above({ ...measured, threshold: -2.15, margin: 0.4, source: RATIO, text: asNumber });
}

/** Where sizes of updates were not logged, what tells steps that are too long from a small network is how restless the loss is. */
function restless(loss: Trend) {
  return above({
    ...{
      quantity: 'spread of single values at the end, of the fall',
      value: loss.noise / depth(loss),
      threshold: 0.12,
      margin: 0.08,
    },
    ...{ source: `${OURS}: steps that are too long throw the loss about`, text: asPercent },
  });
}

function remedy({ settings }: Patient): Pick<Sighting, 'advice' | 'override'> {
  return {
    advice: 'Take a third of the learning rate; "cnn-run find-lr" looks for the best one.',
    override: settings === undefined ? undefined : `--optimizer.lr ${round(settings.learningRate / 3)}`,
  };
}
