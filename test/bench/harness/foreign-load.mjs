/**
 * How much of some cores others used while we measured. Linux counts the time that each core was busy; what is more than this
 * process used itself was others', the hypervisor's share (steal) among it. Elsewhere nobody knows: undefined.
 */
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second on every architecture that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** @returns a function that tells the mean number of `cores` that others used since; undefined where that is not known. */
export function watchForeignLoad(cores) {
  const busy = busySeconds(cores);
  const own = process.cpuUsage();
  const began = performance.now();
  return () => {
    if (busy === undefined) return undefined;
    const { user, system } = process.cpuUsage(own);
    const foreign = busySeconds(cores) - busy - (user + system) / 1e6;
    return Math.max(0, foreign / ((performance.now() - began) / 1000));
  };
}

function busySeconds(cores) {
  let lines;
  try {
    lines = readFileSync('/proc/stat', 'utf8').split('\n');
  } catch {
    return undefined;
  }
  return cores.reduce((sum, core) => {
    const line = lines.find((text) => text.startsWith(`cpu${core} `)) ?? '';
    const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0, steal = 0] = line.split(/ +/).slice(1).map(Number);
    return sum + (user + nice + system + interrupts + soft + steal) / TICKS_PER_SECOND;
  }, 0);
}
