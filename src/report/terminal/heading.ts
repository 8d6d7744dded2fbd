import { paragraph } from './paragraph.ts';
import type { Style } from './style.ts';

/** What follows is about, and a detail of it beside, or below where there is no room. */
export function heading(title: string, detail: string, style: Style, paint = style.dim): string {
  const isShort = title.length + 3 + detail.length <= style.width;
  return isShort ? `${style.bold(title)}   ${paint(detail)}` : `${style.bold(title)}\n${paragraph(detail, style, paint)}`;
}
