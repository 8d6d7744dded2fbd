import { count, duration, percent } from '../../base/format.ts';
import { lossText } from './numbers.ts';
import { progressBar } from './progress-bar.ts';
import type { Style } from './style.ts';

/** What the progress line says; NaN stands for what is not known. */
export interface ProgressState {
  readonly epoch: number;
  readonly epochs: number;
  /** The part of the whole training that is done, 0..1. */
  readonly done: number;
  /** Moving average. */
  readonly loss: number;
  /** The newest one, a fraction; absent before the first. */
  readonly valAccuracy: number | undefined;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

const GAP = '  ';
const SHORTEST_BAR = 6;
const LONGEST_BAR = 30;
/** What the fields beside epoch and bar take when they are all there. */
const USUAL_FIELDS = ['loss 0.0512', 'val 98.31 %', '12,345 images/s', '1 min 05 s left'].reduce(
  (sum, field) => sum + GAP.length + field.length,
  0,
);

/** One line no wider than the style says; fields are left out from the right where they do not fit. */
export function progressText(state: ProgressState, style: Style): string {
  const { epochs, done, loss, valAccuracy, imagesPerSecond, secondsLeft } = state;
  const epoch = `epoch ${String(state.epoch).padStart(String(epochs).length)}/${epochs}`;
  // The bar does not give way to the fields that are there, but to the usual ones: so it does not jump as they change.
  const room = style.width - epoch.length - GAP.length - USUAL_FIELDS;
  const barLength = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, room));
  const fields: Field[] = [
    plain(epoch),
    { width: barLength, painted: progressBar(done, barLength, style) },
    named('loss', lossText(loss), style.bold, style),
    ...(valAccuracy === undefined ? [] : [named('val', percent(valAccuracy), style.first, style)]),
    ...(Number.isNaN(imagesPerSecond) ? [] : [plain(`${count(imagesPerSecond)} images/s`)]),
    ...(Number.isNaN(secondsLeft) ? [] : [plain(`${duration(secondsLeft)} left`, style.dim)]),
  ];
  let line = '';
  let width = 0;
  for (const field of fields) {
    const gap = line === '' ? '' : GAP;
    width += gap.length + field.width;
    if (width > style.width) break;
    line += gap + field.painted;
  }
  return line;
}

interface Field {
  /** In columns. */
  readonly width: number;
  readonly painted: string;
}

function plain(text: string, paint = (unpainted: string) => unpainted): Field {
  return { width: text.length, painted: paint(text) };
}

function named(name: string, value: string, paint: (text: string) => string, style: Style): Field {
  return { width: name.length + 1 + value.length, painted: `${style.dim(name)} ${paint(value)}` };
}
