import { median } from '../../../base/median.ts';
import { round } from '../common.ts';
import { above, asTimes, fact } from '../criterion.ts';
import type { Patient } from '../patient.ts';
import { finite } from '../robust.ts';
import type { Rule, Sighting } from '../rule.ts';

/** "Explodes (cost over 3x the first) or NaN: learning rate very high." */
export const rateVeryHigh: Rule = {
  ...{ shape: 'rateVeryHigh', title: 'learning rate very high', curve: 'loss', givesWayTo: [] },
  look: (patient) => [...notANumber(patient), ...explosion(patient)],
};

const SOURCE = 'cs231n, "Babysitting the learning process": "cost is NaN or over 3x the first"';

function notANumber(patient: Patient): Sighting[] {
  const { values } = patient.lossSeries ?? {};
  const bad = values?.findIndex((value) => !Number.isFinite(value)) ?? -1;
  if (values === undefined || bad < 0) return [];
  const ends = !Number.isFinite(values.at(-1));
  const count = values.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
  const place = patient.lossSeries?.at[bad] as number;
  const evidence = {
    quantity: `values of the loss that are not finite, the first at ${patient.log.unit} ${place}`,
    ...{ value: count, text: `${count} of ${values.length}`, threshold: ends ? 'any, up to the end' : 'any', source: SOURCE },
  };
  return [
    {
      // Where the loss comes back, single steps overflowed; mixed precision skips such steps on purpose.
      criteria: [fact(evidence, ends ? 1 : 0.55)],
      meaning: ends ? 'The loss became infinite or NaN.' : 'The loss was infinite or NaN for a while and came back.',
      ...remedy(patient),
      stretch: [bad / values.length, 1],
    },
  ];
}

function explosion(patient: Patient): Sighting[] {
  const { loss, lossSeries } = patient;
  if (loss === undefined || lossSeries === undefined || !(loss.start > 0)) return [];
  const { values } = finite(lossSeries);
  const highest = highestOfThree(values);
  const end = Math.max(median(values.slice(-3)), loss.over(0.9, 1).level);
  return [
    {
      criteria: [
        above({
          ...{ quantity: 'highest level of the loss over the first', value: highest.level / loss.start },
          ...{ threshold: 3, margin: 1, source: SOURCE, text: asTimes },
        }),
        above({
          ...{ quantity: 'last level of the loss over the first', value: end / loss.start, threshold: 0.75, margin: 0.15 },
          ...{ source: 'ours: what comes back below where it began has survived', text: asTimes },
        }),
      ],
      meaning: 'The loss exploded.',
      ...remedy(patient),
      stretch: [Math.max(0, highest.at - 0.05), 1],
    },
  ];
}

/** Two of three values in a row are high: a single one may be a bad batch. */
function highestOfThree(values: readonly number[]): { readonly level: number; readonly at: number } {
  let best = { level: Number.NEGATIVE_INFINITY, at: 0 };
  for (let i = 2; i < values.length; i++) {
    const [a, b, c] = [values[i - 2], values[i - 1], values[i]] as [number, number, number];
    const level = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    if (level > best.level) best = { level, at: i / values.length };
  }
  return best;
}

function remedy({ settings }: Patient): Pick<Sighting, 'advice' | 'override'> {
  return {
    advice:
      'Take a tenth of the learning rate, or find one by "cnn-run find-lr". If that does not help, look at the initialisation and the data.',
    override: settings === undefined ? undefined : `--optimizer.lr ${round(settings.learningRate / 10)}`,
  };
}
