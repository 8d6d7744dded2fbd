import { isMapping } from '../../base/choice.ts';
import { numberText } from '../../base/format.ts';
import { shellWord } from '../../base/shell-word.ts';
import { flowText } from '../../base/value-text.ts';
import type { Params, ParamValue } from '../../records/study/description.ts';

/** Digits that are shown of a number. */
const DIGITS = 6;

/** The value of a hyperparameter as people read it: `0.0123`, `adam`, `{ type: lenet }`. */
export function paramText(value: ParamValue): string {
  if (typeof value === 'number') return numberText(Number(value.toPrecision(DIGITS)));
  return typeof value === 'string' ? value : flowText(value);
}

/** The values of a choice in few letters each, no two the same: of a mapping its type, of a long text the beginning. */
export function shortTexts(values: readonly ParamValue[], most: number): string[] {
  const texts = values.map((value) => {
    const text = paramText(value);
    if (text.length <= most) return text;
    const type = isMapping(value) ? value.type : undefined;
    const name = typeof type === 'string' ? type : text;
    return name.length < most ? `${name}…` : `${name.slice(0, most - 1)}…`;
  });
  const isOnly = (text: string) => texts.filter((other) => other === text).length === 1;
  return texts.map((text, i) => (isOnly(text) ? text : `${i + 1}: ${text}`));
}

/** Hyperparameters as overrides of a config, exactly, as they are typed in a shell: `--optimizer.lr 0.01 --model "[linear]"`. */
export function overrideText(params: Params): string {
  return Object.entries(params)
    .map(([key, value]) => {
      const text = flowText(value);
      // A word of its own that begins with a dash may be taken for an option.
      return `--${key}${text.startsWith('-') ? '=' : ' '}${shellWord(text)}`;
    })
    .join(' ');
}
