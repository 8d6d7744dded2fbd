/** What loggers write where there is nothing to log. */
const NOTHING = new Set(['', '-', '--', 'none', 'null', 'n/a', 'na', 'undefined', '<na>']);

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  '-nan': Number.NaN,
  '+nan': Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

/**
 * The number that a text of a log stands for. Besides numbers as such: NaN and infinities as C, Python and JavaScript write
 * them, `98.5 %`, and what a tensor prints as, `tensor(2.3, device='cuda:0')`.
 *
 * @param commas whether `0,5` is a half.
 */
export function cellValue(text: string, commas = false): number | 'absent' | 'text' {
  const plain = Number(text);
  // Number('') and Number(' ') are 0.
  if (plain !== 0 && !Number.isNaN(plain)) return plain;
  const word = text.trim().toLowerCase();
  if (NOTHING.has(word)) return 'absent';
  if (!Number.isNaN(plain)) return plain;
  const known = WORDS[word];
  if (known !== undefined) return known;
  const inside = /^tensor\(\s*([^,)\s]+)/.exec(word)?.[1];
  if (inside !== undefined) return cellValue(inside.replace(/\.$/, ''));
  if (word.endsWith('%')) {
    const value = cellValue(word.slice(0, -1), commas);
    return typeof value === 'number' ? value / 100 : 'text';
  }
  if (commas && /^[-+]?\d*,\d+(?:e[-+]?\d+)?$/.test(word)) return Number(word.replace(',', '.'));
  return 'text';
}
