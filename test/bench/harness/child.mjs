/**
 * Measurements run in processes of their own, one after the other, kept on the same cores: as many as they have threads. A
 * measuring script gets one argument, JSON, with what to measure, `cores` and `startedAt` (milliseconds since 1970); it prints
 * one line of JSON.
 */
import { spawnSync } from 'node:child_process';
import { epochMilliseconds } from './clock.mjs';
import { allowedCores } from './cores.mjs';

/** Whether processes can be kept on some cores. */
export const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;

/**
 * Runs `program ...args JSON` and returns what it printed.
 * @param spec is what the script is told; @param options.cores keeps it there (by default it may go everywhere).
 */
export function measureIn(program, args, spec, { cores, env = {} } = {}) {
  const told = JSON.stringify({ ...spec, cores: cores ?? allowedCores, startedAt: epochMilliseconds() });
  const { stdout, stderr } = run([program, ...args, told], { cores, env });
  const line = stdout
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .at(-1);
  if (line === undefined) throw new Error(`${[program, ...args].join(' ')} printed no result:\n${stdout}${stderr}`);
  return JSON.parse(line);
}

/** Runs a command to its end. @returns what it wrote, to file descriptor 3 too. @throws Error with its messages when it fails. */
export function run(command, { cores, env = {} } = {}) {
  const [program, ...args] = canPin && cores !== undefined ? ['taskset', '-c', cores.join(','), ...command] : command;
  const child = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  if (child.error !== undefined) throw child.error;
  const [, stdout = '', stderr = '', third = ''] = child.output;
  if (child.status !== 0) throw new Error(`${command.slice(0, 3).join(' ')} failed:\n${stderr || stdout}`);
  return { stdout, stderr, third };
}
