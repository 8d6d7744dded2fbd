import { median } from '../../../base/median.ts';
import { OURS } from '../common.ts';
import { above, asNumber, asPercent, asTimes, below, surest } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import type { Rule, Sighting } from '../rule.ts';
import type { Trend } from '../trend.ts';

/** "Loss flat at first, then a sharp drop: bad initialisation is the prime suspect." And a first loss far above that of chance. */
export const badInitialization: Rule = {
  ...{ shape: 'badInitialization', title: 'bad initialisation', curve: 'loss', givesWayTo: ['rateVeryHigh'] },
  look(patient) {
    const { loss } = patient;
    return loss === undefined ? [] : [flatThenSharp(patient, loss), ...highStart(patient)];
  },
};

/** A level is known well with an error below this part of the fall. */
const PRECISE = 0.06;
const SHAPE = 'Michigan EECS 498, "Training neural networks II": flat at first, then a sharp drop';

function flatThenSharp({ rates, log }: Patient, loss: Trend): Sighting {
  const top = flatLevel(loss);
  const deep = top - loss.lowest.level;
  const ten = loss.firstBelow(top - 0.1 * deep);
  const third = loss.firstBelow(top - 0.3 * deep);
  const flat = loss.windows.filter(({ at, error }) => at < ten && error < PRECISE * deep).length;
  return {
    criteria: [
      above({
        ...{
          quantity: 'fall of the loss, in standard errors of a level',
          value: deep / Math.max(median(loss.windows.map(({ error }) => error)), Number.MIN_VALUE),
        },
        ...{
          threshold: 25,
          margin: 10,
          source: `${OURS}: when a tenth of the fall was done cannot be told in more noise`,
          text: asTimes,
        },
      }),
      surest([
        above({
          ...{ quantity: 'part of the training before a tenth of the fall was done', value: ten, threshold: 0.05, margin: 0.03 },
          ...{ source: `${SHAPE}; the number is ours`, text: asPercent },
        }),
        ...(log.unit === 'step'
          ? [
              above({
                ...{
                  quantity: 'steps before a tenth of the fall was done',
                  value: ten * (loss.last - loss.first),
                  threshold: 50,
                  margin: 30,
                },
                ...{ source: 'the lecture, step 3: it must fall significantly within about 100 iterations', text: asNumber },
              }),
            ]
          : []),
      ]),
      above({
        quantity: 'levels before that, each known to 6 % of the fall',
        value: flat,
        threshold: 2.5,
        margin: 1.5,
        source: `${OURS}: fewer show no flat stretch`,
        text: asNumber,
      }),
      below({
        ...{
          quantity: 'time from a tenth to three tenths of the fall, over the time before',
          value: (third - ten) / Math.max(ten, 1e-9),
        },
        ...{ threshold: 0.72, margin: 0.2, source: `${SHAPE}; a straight line has 2, an exponential 2.4`, text: asTimes },
      }),
      surest([
        below({
          ...{ quantity: 'time from a tenth to three tenths of the fall, of the training', value: third - ten, threshold: 0.07 },
          ...{ margin: 0.03, source: `${SHAPE}; the number is ours`, text: asPercent },
        }),
        below({
          ...{
            quantity: 'the same, over the time before',
            value: (third - ten) / Math.max(ten, 1e-9),
            threshold: 0.45,
            margin: 0.15,
          },
          ...{ source: `${SHAPE}; the number is ours`, text: asTimes },
        }),
      ]),
      ...(rates === undefined
        ? []
        : [
            above({
              ...{
                quantity: 'learning rate in the middle of the flat stretch, of the highest',
                value: rates.at(ten / 2) / rates.highest,
              },
              ...{ threshold: 0.5, margin: 0.15, source: `${OURS}: a warm-up explains a flat beginning`, text: asPercent },
            }),
          ]),
    ],
    meaning:
      'The loss was flat at first and then dropped sharply: the training had to find its way out of where it was initialised.',
    ...REMEDY,
    stretch: [0, third],
  };
}

/** The level of the flat stretch: the highest of those that are known well, less what noise adds to it. */
function flatLevel(loss: Trend): number {
  const range = loss.highest.level - loss.lowest.level;
  const levels = loss.windows
    .filter(({ at, error }) => at < 0.7 && error < PRECISE * range)
    .map(({ level, error }) => level - error);
  return levels.length === 0 ? loss.start : Math.max(...levels);
}

/** Only where the first step was logged: later the loss has fallen already. */
function highStart({ settings, log }: Patient): Sighting[] {
  const first = log.series.loss?.values[0];
  const chance = settings?.chanceLoss;
  if (first === undefined || chance === undefined || (log.series.loss?.at[0] ?? 0) > 1 || !Number.isFinite(first)) return [];
  return [
    {
      criteria: [
        above({
          ...{
            quantity: 'loss of the first step over that of chance',
            value: first / chance,
            threshold: 2,
            margin: 0.5,
            text: asTimes,
          },
          source: 'the lecture, step 1: log(classes) for a softmax; TheDeepChecker: off by 100 %',
        }),
      ],
      meaning: 'The first loss is far above that of chance: the network begins by being sure of wrong answers.',
      ...REMEDY,
      stretch: [0, 0.1],
    },
  ];
}

const REMEDY = {
  advice:
    'Use the default initialisation ("init: auto"), look at the normalisation of the data, or put batch normalisation behind the layers; "cnn-run sanity-check" shows which layer is off.',
};
