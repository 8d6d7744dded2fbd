/** All that XML 1.0 does not allow, not even escaped (section 2.2): most control characters, halves of surrogate pairs. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** With a question mark for each character that XML forbids; markup is left to who writes the document. */
export function xmlText(text: string): string {
  return text.replace(FORBIDDEN, '?');
}
