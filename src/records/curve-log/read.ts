import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { fileError, kindOfPath, readBytes } from '../../base/files.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { findRun } from '../find-run.ts';
import { listRuns } from '../list-runs.ts';
import { CONFIG_FILE, RunFolder } from '../run-folder.ts';
import type { ColumnChoice } from './column-choice.ts';
import { eventFileCurves, eventFolderCurves, isEventFile } from './event-curves.ts';
import { fileCurves } from './read-file.ts';
import { runCurves } from './run-curves.ts';

/** A log and where it came from. */
export interface FoundLog {
  readonly log: CurveLog;
  /** The run's folder, or the file. */
  readonly path: string;
  /** Undefined for the log of another framework. */
  readonly run: RunFolder | undefined;
}

/** What other frameworks call their logs. */
const USUAL_FILES = [
  'metrics.csv',
  'results.csv',
  'trainer_state.json',
  'history.csv',
  'log.csv',
  'history.json',
  'training_log.csv',
];
const OUR_METRICS = 'step,epoch,loss,accuracy,learningRate,gradientNorm';

/**
 * The logs that a word on the command line means: a run (its name, its folder, `last`), a folder of runs, or the log of
 * another framework (a table, JSON lines, TensorBoard events, or a folder with such files).
 *
 * @throws UserError when there is no such log, or it cannot be read.
 */
export function readCurveLogs(runsDir: string, reference: string, choice: ColumnChoice = new Map()): FoundLog[] {
  const kind = kindOrMissing(reference);
  const isRunName = reference === basename(reference) && kindOrMissing(join(runsDir, reference)) === 'folder';
  if (!isRunName && kind === 'file') return ofFile(reference, choice);
  if (!isRunName && kind === 'folder' && !isOurRun(reference)) return ofFolder(reference, choice);
  if (kind === 'missing' && !isRunName && /[./\\]/.test(reference)) {
    throw new UserError(`There is no run and no file "${reference}".`, {
      facts: [['runs in', resolve(runsDir)]],
      hint: '"cnn-run list" shows the runs.',
    });
  }
  return [ofRun(findRun(runsDir, reference))];
}

function ofFile(path: string, choice: ColumnChoice): FoundLog[] {
  if (isEventFile(path)) return [{ ...eventFileCurves(path, choice), run: undefined }];
  return fileCurves(path, choice).map((log) => ({ log, path, run: undefined }));
}

function ofRun(run: RunFolder): FoundLog {
  return { log: runCurves(run), path: run.path, run };
}

/** A folder that is no run of ours: runs in it, or in the folders in it, or a log of another framework. */
function ofFolder(folder: string, choice: ColumnChoice): FoundLog[] {
  const runs = [folder, ...subfolders(folder)].flatMap((one) => ourRuns(one));
  if (runs.length > 0) return runs.map(ofRun);
  const usual = USUAL_FILES.map((name) => join(folder, name)).find((path) => kindOrMissing(path) === 'file');
  if (usual !== undefined)
    return ofFile(usual, choice).map((found) => ({ ...found, log: { ...found.log, name: basename(resolve(folder)) } }));
  const events = eventFolderCurves(folder, choice);
  if (events.length > 0) return events.map((found) => ({ ...found, run: undefined }));
  throw new UserError(`The folder "${basename(resolve(folder))}" holds no runs and no log that is known.`, {
    facts: [
      ['path', folder],
      ['looked for', `runs, TensorBoard events, ${USUAL_FILES.join(', ')}`],
    ],
    hint: 'Name the file itself, or a run.',
  });
}

function ourRuns(folder: string): RunFolder[] {
  return listRuns(folder)
    .filter(({ status, path }) => status !== 'broken' && isOurRun(path))
    .map(({ path }) => new RunFolder(path));
}

/** Other frameworks, too, leave a `config.yaml` and a `metrics.csv`: ours is known by its columns. */
function isOurRun(folder: string): boolean {
  const run = new RunFolder(folder);
  if (kindOrMissing(run.configPath) !== 'file') return false;
  const metrics = run.logPath('metrics');
  if (kindOrMissing(metrics) !== 'file') return true;
  const start = readBytes(metrics, `the log beside ${CONFIG_FILE}`).subarray(0, OUR_METRICS.length).toString('utf8');
  return OUR_METRICS.startsWith(start) || start.startsWith('step,epoch,loss,');
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => join(folder, entry.name))
      .sort();
  } catch (error) {
    throw fileError('Cannot read the folder', folder, error);
  }
}

/** A path that cannot even be looked at is as good as missing. */
function kindOrMissing(path: string): ReturnType<typeof kindOfPath> {
  try {
    return path === '' ? 'missing' : kindOfPath(path);
  } catch {
    return 'missing';
  }
}
