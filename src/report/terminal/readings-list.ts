import { count } from '../../base/format.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import type { Evidence, Reading } from '../../curves/doctor/reading.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** From here up a reading is confident; from the second up it is likely. */
const CONFIDENT = 0.8;
const LIKELY = 0.5;

/** `confident`, `likely` or `uncertain`. */
function confidenceText(confidence: number): string {
  return confidence >= CONFIDENT ? 'confident' : confidence >= LIKELY ? 'likely' : 'uncertain';
}

/** What the curves of a training say: each reading with what it rests on, what it means, and what to do. */
export function readingsList(readings: readonly Reading[], unit: CurveLog['unit'], style: Style): string {
  return readings.map((reading) => readingText(reading, unit, style)).join('\n\n');
}

function readingText(reading: Reading, unit: CurveLog['unit'], style: Style): string {
  const { title, confidence, curve, from, to, evidence, meaning, advice, override } = reading;
  const sure = `${confidenceText(confidence)} (${confidence.toFixed(2)})`;
  const where = `${curve}, ${stretch(from, to, unit)}`;
  const isShort = title.length + sure.length + where.length + 6 <= style.width;
  const head = `${style.bold(title)}   ${paintOf(reading, style)(sure)}${isShort ? '   ' : '\n  '}${style.dim(where)}`;
  return [
    head,
    evidenceTable(evidence, style),
    labelled('', meaning, style),
    labelled('try:', advice, style),
    labelled('as:', override ?? '', style),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function stretch(from: number, to: number, unit: CurveLog['unit']): string {
  return `${unit}s ${placeText(from)} to ${placeText(to)}`;
}

function placeText(place: number): string {
  return Number.isInteger(place) ? count(place) : String(Number(place.toFixed(2)));
}

/** '' where a reading rests on nothing that was measured. */
function evidenceTable(evidence: readonly Evidence[], style: Style): string {
  const columns: Column<Evidence>[] = [
    { head: '', text: () => '' },
    { head: 'quantity', shrinksTo: 14, wraps: true, text: ({ quantity }) => quantity },
    { head: 'value', align: 'right', text: ({ text }) => text },
    { head: 'threshold', shrinksTo: 10, wraps: true, text: ({ threshold }) => threshold },
    { head: 'source', shrinksTo: 10, wraps: true, expendable: 1, text: ({ source }) => source },
  ];
  return renderTable({ columns, rows: evidence, gap: 2 }, style);
}

/** A text behind its label, both indented; it goes on below itself. '' without a text. */
function labelled(label: string, text: string, style: Style): string {
  if (text === '') return '';
  const columns: Column<string>[] = [
    { head: '', text: () => '' },
    ...(label === '' ? [] : [{ head: '', text: () => label, paint: () => style.first }]),
    { head: '', shrinksTo: 8, wraps: true, text: (whole) => whole },
  ];
  return renderTable({ columns, rows: [text], headed: false, gap: 1 }, style);
}

function paintOf({ shape, confidence }: Reading, style: Style): (text: string) => string {
  if (shape === 'inconclusive' || confidence < LIKELY) return style.dim;
  return shape === 'healthy' ? style.good : style.warning;
}
