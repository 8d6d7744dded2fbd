import type { OutputStream } from '../report/terminal/style.ts';
import { openDrawing } from './drawing.ts';

/** A line that says what is going on, where there is a terminal to draw over; elsewhere nothing. */
export interface Activity {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

export async function openActivity(stream: OutputStream): Promise<Activity> {
  const drawing = await openDrawing(stream);
  return { show: (text) => drawing?.show(text), end: () => drawing?.clear() };
}
