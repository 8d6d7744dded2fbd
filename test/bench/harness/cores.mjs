import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The cores that this process may use, by number. */
export const allowedCores = readAllowedCores();

/** The cores for so many threads: the last ones, since the first does most of the system's own work. */
export function coresFor(threads) {
  return allowedCores.slice(-threads);
}

function readAllowedCores() {
  const all = Array.from({ length: availableParallelism() }, (_, core) => core);
  let status;
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    return all;
  }
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
  if (list === undefined) return all;
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
