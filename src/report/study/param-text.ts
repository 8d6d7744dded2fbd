import { numberText } from '../../base/format.ts';
import { flowText } from '../../base/value-text.ts';
import type { Params, ParamValue } from '../../records/study/description.ts';

/** Digits that are shown of a number. */
const DIGITS = 6;

/** The value of a hyperparameter as people read it: `0.0123`, `adam`, `{ type: lenet }`. */
export function paramText(value: ParamValue): string {
  if (typeof value === 'number') return numberText(Number(value.toPrecision(DIGITS)));
  return typeof value === 'string' ? value : flowText(value);
}

/** Hyperparameters as overrides of a config, exactly, as they are typed in a shell: `--optimizer.lr 0.01 --model "[linear]"`. */
export function overrideText(params: Params): string {
  return Object.entries(params)
    .map(([key, value]) => `--${key} ${shellWord(flowText(value))}`)
    .join(' ');
}

/** A text as one word of a command line. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `"${text.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}
