/** A stdout or stderr that cannot be written: what runs is done and saved all the same. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cnnRunJson, ROOT } from '../helpers/cli.ts';
import { experimentFolder } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
const SWEEP = ['sweep', 'plain.yaml', '--random', '--trials', '4', '--workers', '1', '--train.epochs', '1'];

/** Runs `cnn-run ARGS` in a shell that does something else with its output; its exit code is the last line on stderr. */
async function inShell(args: readonly string[], script: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = ['program() { "$0" "$@"; echo "$?" >&3; }', script].join('\n');
  const child = spawn('sh', ['-c', program, process.execPath, join(ROOT, 'bin/cnn-run.js'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: 25_000,
  });
  const texts = await Promise.all(
    [1, 2, 3].map(async (fd) => {
      let text = '';
      for await (const part of child.stdio[fd] as NodeJS.ReadableStream) text += String(part);
      return text;
    }),
  );
  const [stdout = '', stderr = '', code = ''] = texts;
  return { code: Number(code), stdout, stderr };
}

const FULL = 'The result could not be written to stdout: the disk is full.\n';

describe.skipIf(!existsSync('/dev/full'))('a full disk behind', () => {
  it.concurrent('stderr stops neither a study nor a training', async () => {
    const sweep = await inShell([...SWEEP, '--runs', 'full', '--json'], 'program "$@" 2>/dev/full');
    expect(sweep).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(sweep.stdout)).toMatchObject({ end: 'complete' });
    expect(readdirSync(join(cwd, 'full/plain-random-001'))).not.toContain('lock');
    const train = await inShell(['train', 'plain.yaml', '--runs', 'full', '--json'], 'program "$@" 2>/dev/full');
    expect(train).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(train.stdout)).toMatchObject({ status: 'completed' });
  });

  it.concurrent('stdout is one line on stderr and exit code 2, after saving', async () => {
    const train = await inShell(['train', 'plain.yaml', '--runs', 'unprinted'], 'program "$@" >/dev/full');
    expect(train.code).toBe(2);
    expect(train.stderr.endsWith(`\n${FULL}`)).toBe(true);
    expect(await cnnRunJson(['list', '--runs', 'unprinted'], { cwd })).toMatchObject({ runs: [{ status: 'completed' }] });
    for (const args of [['list', 'datasets'], ['--help'], ['describe', 'plain.yaml', '--json'], ['--version']])
      expect(await inShell(args, 'program "$@" >/dev/full')).toEqual({ code: 2, stdout: '', stderr: FULL });
  });
});

describe('a reader that has seen enough', () => {
  it.concurrent('lets a study go on to its end', async () => {
    const outcome = await inShell([...SWEEP, '--runs', 'closed'], 'program "$@" 2>&1 | head -n 1');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/^study closed\/plain-random-001: .*\n$/);
    expect(readdirSync(join(cwd, 'closed/plain-random-001')).sort()).toEqual([
      'journal.jsonl',
      'study.yaml',
      'trials',
      'trials.csv',
    ]);
  });

  it.concurrent('changes no exit code, and ends what would go on for ever', async () => {
    expect(await inShell(['list', 'layers'], 'program "$@" | head -n 1')).toMatchObject({ code: 0, stderr: '' });
    // A table of another program does not say when it is done.
    const watching = 'printf "step,loss\\n1,3\\n" >log.csv; (sleep 2; printf "2,2\\n" >>log.csv) & program "$@" | head -n 1';
    expect(await inShell(['curves', 'log.csv', '--watch'], watching)).toMatchObject({ code: 0, stderr: '' });
  });
});
