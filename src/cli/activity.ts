import { isAnimated, type OutputStream } from '../report/terminal/style.ts';

/** A line that says what is going on, where there is a terminal to draw over; elsewhere nothing. */
export interface Activity {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

export async function openActivity(stream: OutputStream): Promise<Activity> {
  if (!isAnimated(stream)) return { show: () => {}, end: () => {} };
  const { createLogUpdate } = await import('log-update');
  const line = createLogUpdate(stream as NodeJS.WriteStream);
  return { show: (text) => line(text), end: () => line.clear() };
}
