import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had at once, in bytes. Linux keeps what `resourceUsage` tells across the start of a
 * program, so that a small program started by a large one seems to be as large; VmHWM in /proc is of the program alone.
 */
export function peakMemory(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (kilobytes !== undefined) return 1024 * Number(kilobytes);
  } catch {
    // No /proc on this system.
  }
  return 1024 * process.resourceUsage().maxRSS;
}
