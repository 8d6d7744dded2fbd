import { numberText } from '../base/format.ts';
import { flowText } from '../base/value-text.ts';
import type { DomainDescription } from '../records/study/description.ts';
import type { Range } from './range.ts';

/** What stands between conditions, and between their values. */
const BETWEEN = /[|&@,]/;

/**
 * The short form of a range, which `parseRange` reads: `log:0.0001..0.1`, `0,0.00001 @optimizer.type=sgd`.
 * @returns undefined for a condition that has none
 */
export function writeRange(range: Range): string | undefined {
  const conditions = Object.entries(range.when ?? {}).map(([key, values]) => ({ key, texts: values.map(flowText) }));
  if (conditions.some(({ texts }) => texts.some((text) => BETWEEN.test(text)))) return undefined;
  const texts = conditions.map(({ key, texts: values }) => `${key}=${values.join('|')}`);
  return texts.length === 0 ? writeValues(range) : `${writeValues(range)} @${texts.join('&')}`;
}

function writeValues(range: DomainDescription): string {
  if (range.type === 'choice') return range.values.map(flowText).join(',');
  const ends = `${numberText(range.low)}..${numberText(range.high)}`;
  if (range.type === 'integer') return `${range.log === true ? 'intlog' : 'int'}:${ends}${stepText(range.step ?? 1, 1)}`;
  return `${range.type === 'logUniform' ? 'log:' : ''}${ends}${stepText(range.step, undefined)}`;
}

function stepText(step: number | undefined, usual: number | undefined): string {
  return step === usual || step === undefined ? '' : `/${numberText(step)}`;
}
