import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemErrorCode } from '../base/errors.ts';

/** Which process something on disk belongs to. A number alone is not enough: the system gives it to others later. */
export interface ProcessOwner {
  readonly pid: number;
  /** When it started, in clock ticks since the machine started (field 22 of `/proc/PID/stat`); null where there is no /proc. */
  readonly start: string | null;
  readonly host: string;
}

export function thisProcess(): ProcessOwner {
  return { pid: process.pid, start: readStat(process.pid)?.start ?? null, host: hostname() };
}

/**
 * Whether the process is known to have ended. Of a process on another machine nothing is known, so it counts as alive.
 * A process that was killed but whose parent has not yet noticed (a zombie) has ended.
 */
export function hasEnded(owner: ProcessOwner): boolean {
  if (owner.host !== hostname()) return false;
  const stat = readStat(owner.pid);
  if (stat !== undefined) {
    return stat.state === 'Z' || stat.state === 'X' || (owner.start !== null && owner.start !== stat.start);
  }
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return systemErrorCode(error) === 'ESRCH';
  }
}

/** A new name for a temporary file or folder that says whose it is. */
export function temporaryName(prefix: string): string {
  const { pid, start, host } = thisProcess();
  return `${prefix}${pid}-${start ?? ''}-${randomBytes(4).toString('hex')}@${host}`;
}

/** Whether `fileName` was made by `temporaryName(prefix)` in a process that has ended. */
export function isAbandoned(fileName: string, prefix: string): boolean {
  if (!fileName.startsWith(prefix)) return false;
  const [, pid, start, host] = /^([1-9]\d*)-(\d*)-[0-9a-f]+@(.+)$/.exec(fileName.slice(prefix.length)) ?? [];
  if (pid === undefined || host === undefined) return false;
  return hasEnded({ pid: Number(pid), start: start || null, host });
}

function readStat(pid: number): { readonly state: string; readonly start: string } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // no such process, or no /proc on this system
  }
  // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state === undefined || start === undefined ? undefined : { state, start };
}
