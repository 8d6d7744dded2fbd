import type { Style } from './style.ts';

/** A bar that fills. @param done 0..1, beyond that as 0 or 1. @param length in columns. */
export function progressBar(done: number, length: number, style: Style): string {
  const full = Math.round(Math.min(1, Math.max(0, done)) * length);
  return style.first('━'.repeat(full)) + style.dim('─'.repeat(length - full));
}
