import { printable } from './table.ts';

const SENTENCE = /(?<=[.!?]) +(?=\p{Lu})/u;

/** As many whole sentences as there is room for, without the full stop behind the last; the first one is cut where it alone is too long. */
export function inShort(text: string, room: number): string {
  const [first = '', ...others] = printable(text).split(SENTENCE);
  let whole = first;
  for (const sentence of others) {
    const longer = `${whole} ${sentence}`;
    if (withoutStop(longer).length > room) break;
    whole = longer;
  }
  return fitted(withoutStop(whole), room);
}

/** A text of so many columns at most, with an ellipsis where it is cut. */
function fitted(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1)).trimEnd()}…`;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
