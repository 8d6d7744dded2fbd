import { basename, join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { kindOfPath } from '../base/files.ts';
import { didYouMean } from '../base/suggest.ts';
import { listRuns } from './list-runs.ts';
import { CONFIG_FILE, RunFolder } from './run-folder.ts';

/**
 * The run that a reference on the command line means.
 *
 * @param reference the name of a run in `runsDir`, a path to a run folder, or `last`: the run created last
 * @throws UserError when there is no such run, with near names, or the folder is not a run
 */
export function findRun(runsDir: string, reference: string): RunFolder {
  const named = join(runsDir, reference);
  const isName = reference !== '' && reference === basename(reference) && reference !== '.' && reference !== '..';
  if (isName && kind(named) === 'folder') return checked(new RunFolder(named));
  if (reference === 'last') return lastRun(runsDir);
  if (reference !== '' && kind(reference) === 'folder') return checked(new RunFolder(reference));
  if (reference !== '' && kind(reference) === 'file') {
    throw new UserError(`"${reference}" is a file, not a run folder.`, {
      hint: 'Give the name of a run, the path to its folder, or "last".',
    });
  }
  const names = listRuns(runsDir).map((run) => run.name);
  const hint =
    names.length === 0 ? 'There are no runs there yet: train one with "cnn-run train CONFIG".' : nearest(reference, names);
  throw new UserError(`There is no run "${reference}".`, { facts: [['runs in', resolve(runsDir)]], hint });
}

function lastRun(runsDir: string): RunFolder {
  const last = listRuns(runsDir).findLast((run) => run.status !== 'broken');
  if (last !== undefined) return new RunFolder(last.path);
  throw new UserError('There is no last run: there are no runs yet.', {
    facts: [['runs in', resolve(runsDir)]],
    hint: 'Train one with "cnn-run train CONFIG".',
  });
}

function nearest(reference: string, names: readonly string[]): string {
  return didYouMean(basename(reference), names) ?? '"cnn-run list" shows the runs.';
}

function checked(run: RunFolder): RunFolder {
  if (kind(run.configPath) === 'file') return run;
  throw new UserError(`The folder "${run.name}" is not a run.`, {
    facts: [
      ['path', run.path],
      ['missing', CONFIG_FILE],
    ],
  });
}

/** A path that cannot even be looked at (too long, through a file) is as good as missing. */
function kind(path: string): ReturnType<typeof kindOfPath> {
  try {
    return kindOfPath(path);
  } catch {
    return 'missing';
  }
}
