import { applyEdits, modify } from 'jsonc-parser';
import { isMapping } from '../base/choice.ts';
import { numberText } from '../base/format.ts';
import type { Path } from './tree.ts';
import { valueAt } from './walk.ts';

/**
 * Writes one value into a JSON text, and leaves every other line as it is. What has no parts yet on the way to the value
 * (a shorthand, null) is written out.
 * @param wanted the whole config as it should be afterwards, as a plain value
 */
export function changeJson(text: string, path: Path, wanted: unknown): string {
  const present: unknown = JSON.parse(text);
  const isOpen = (at: number) => {
    const value = valueAt(present, path.slice(0, at));
    return isMapping(value) || Array.isArray(value);
  };
  const closed = path.findIndex((_, i) => !isOpen(i));
  const target = (closed === -1 ? path : path.slice(0, closed)).map((part, i) =>
    Array.isArray(valueAt(present, path.slice(0, i))) ? Number(part) : part,
  );
  const value = valueAt(wanted, target);
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const edits = modify(text, target, value, { formattingOptions });
  if (typeof value !== 'number') return applyEdits(text, edits);
  const plain = JSON.stringify(value);
  return applyEdits(
    text,
    edits.map((edit) => {
      // The number stands at the end, after its key if that is new.
      const at = edit.content.lastIndexOf(plain);
      return at === -1
        ? edit
        : { ...edit, content: edit.content.slice(0, at) + numberText(value) + edit.content.slice(at + plain.length) };
    }),
  );
}
