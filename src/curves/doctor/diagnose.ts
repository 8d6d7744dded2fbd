import type { CurveLog } from '../curve-log.ts';
import { all, fact } from './criterion.ts';
import { Patient } from './patient.ts';
import type { Reading, Shape } from './reading.ts';
import type { Rule, Sighting } from './rule.ts';
import { RULES } from './rules.ts';

/** Fewer values of the loss show no shape. */
const FEWEST = 5;
/** A reading is told from here up. */
const LEAST = 0.5;
/** A reading that is surer by so much is told though another would explain it. */
const MUCH_SURER = 0.3;

interface Seen {
  readonly rule: Rule;
  readonly sighting: Sighting;
  readonly confidence: number;
}

/**
 * What the curves of a training say, by the table of the lecture: the surest and most urgent reading first. Never empty: where no
 * shape is clear, it says `inconclusive` and why.
 *
 * Robust to noise: it looks at levels of windows with their standard errors, and a number within two of them of its
 * threshold is not sure. Scale-free: a loss multiplied by a number gets the same readings.
 */
export function diagnose(log: CurveLog): Reading[] {
  const patient = new Patient(log);
  const faults = RULES.filter(({ shape }) => shape !== 'healthy').flatMap((rule) => look(patient, rule, 1));
  // It is healthy as surely as nothing is wrong with it.
  const sound = 1 - Math.max(0, ...faults.map(({ confidence }) => confidence));
  const seen = [...faults, ...RULES.filter(({ shape }) => shape === 'healthy').flatMap((rule) => look(patient, rule, sound))];
  const found = new Map<Shape, Seen>();
  for (const one of seen) {
    const before = found.get(one.rule.shape);
    if (one.confidence >= LEAST && one.confidence > (before?.confidence ?? 0)) found.set(one.rule.shape, one);
  }
  const isExplained = ({ rule, confidence }: Seen) =>
    rule.givesWayTo.some((shape) => (found.get(shape)?.confidence ?? -1) > confidence - MUCH_SURER);
  const told = [...found.values()].filter((one) => !isExplained(one));
  if (told.length === 0) return [inconclusive(patient, seen)];
  // Equal to a tenth is equal: then the order of the rules decides.
  return told
    .toSorted((a, b) => Math.round(10 * (b.confidence - a.confidence)) || RULES.indexOf(a.rule) - RULES.indexOf(b.rule))
    .map((one) => readingOf(patient, one));
}

function look(patient: Patient, rule: Rule, most: number): Seen[] {
  return rule.look(patient).map((sighting) => judge(patient, rule, sighting, most));
}

function judge({ loss, lossSeries }: Patient, rule: Rule, sighting: Sighting, most: number): Seen {
  const values = loss?.count ?? 0;
  const isObvious = rule.shape === 'rateVeryHigh' && (lossSeries?.values.length ?? 0) > 0;
  const enough = isObvious || values >= FEWEST ? 1 : 0;
  return { rule, sighting, confidence: enough * Math.min(all(sighting.criteria), sighting.ceiling ?? 1, most) };
}

function readingOf(patient: Patient, { rule, sighting, confidence }: Seen): Reading {
  const { shape, title, curve } = rule;
  const { criteria, meaning, advice, override, stretch = [0, 1] } = sighting;
  const [from, to] = stretch.map((place) => placeOf(patient, place)) as [number, number];
  const rounded = Math.round(confidence * 100) / 100;
  return {
    shape,
    title,
    curve,
    confidence: rounded,
    evidence: criteria.map(({ evidence }) => ({ ...evidence, value: sixDigits(evidence.value) })),
    meaning,
    advice,
    override,
    from,
    to,
  };
}

function inconclusive(patient: Patient, seen: readonly Seen[]): Reading {
  const { loss, lossSeries } = patient;
  const count = loss?.count ?? lossSeries?.values.filter(Number.isFinite).length ?? 0;
  const nearest = seen.filter(({ confidence }) => confidence > 0).toSorted((a, b) => b.confidence - a.confidence)[0];
  const short = count < FEWEST;
  const criteria = short
    ? [
        fact({
          quantity: 'values of the loss',
          value: count,
          text: String(count),
          threshold: `below ${FEWEST}`,
          source: 'ours: fewer show no shape',
        }),
      ]
    : (nearest?.sighting.criteria ?? []);
  const sighting = {
    criteria,
    meaning: short
      ? `There ${count === 1 ? 'is one value' : `are ${count} values`} of the loss: too few to show a shape.`
      : `No shape is clear.${nearest === undefined ? '' : ` The nearest is "${nearest.rule.title}".`}`,
    advice: short
      ? 'Log more often, or train longer.'
      : 'Look at the curve yourself; a longer training or a validation part tells more.',
  };
  const rule = { shape: 'inconclusive', title: 'inconclusive', curve: 'loss', givesWayTo: [], look: () => [] } as const;
  return readingOf(patient, { rule, sighting, confidence: 1 - (nearest?.confidence ?? 0) });
}

/** The last digits of roots and logarithms differ between machines. */
function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

/** On a log of some length a whole number, as steps are. */
function placeOf({ loss }: Patient, part: number): number {
  if (loss === undefined) return 0;
  const length = loss.last - loss.first;
  const place = loss.first + part * length;
  return length >= 20 ? Math.round(place) : Number(place.toPrecision(6));
}
