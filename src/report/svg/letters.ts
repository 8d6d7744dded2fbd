/** How wide a letter is, of its height, on average: fonts differ, and these are a wide one's. */
const WIDTHS = { normal: 0.592, bold: 0.62 };

export type Weight = keyof typeof WIDTHS;

/** What a text takes, in pixels, about. */
export function widthOf(text: string, fontSize: number, weight: Weight = 'normal'): number {
  return [...text].length * fontSize * WIDTHS[weight];
}

/** How many letters there is room for. */
export function lettersIn(width: number, fontSize: number, weight: Weight = 'normal'): number {
  return Math.floor(width / (fontSize * WIDTHS[weight]));
}

/** A text of so many letters at most, with an ellipsis where it is cut; no letter is cut in two. */
export function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

/** The same of a text whose end says most. */
export function cutBefore(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `…${letters.slice(letters.length - Math.max(0, most - 1)).join('')}`;
}

/** Words in lines of so many letters at most; a word that is longer has a line of its own. */
export function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && [...longer].length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
