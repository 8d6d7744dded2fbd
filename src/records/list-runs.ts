import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { systemErrorCode, UserError } from '../base/errors.ts';
import { fileError, kindOfPath } from '../base/files.ts';
import { lockHolder } from './lock.ts';
import { CONFIG_FILE, RunFolder } from './run-folder.ts';
import type { RunStatus, RunSummary } from './run-summary.ts';

export interface ListedRun {
  readonly name: string;
  readonly path: string;
  /** `running` only while the process that trains it is alive; `broken` when its files cannot be read, see `problem`. */
  readonly status: RunStatus | 'broken';
  /** Why it is broken. */
  readonly problem: string | undefined;
  /** The `name` in its config. */
  readonly configName: string | undefined;
  readonly created: Date;
  /** What it says of itself; undefined when nothing was written yet, or it cannot be read. */
  readonly summary: RunSummary | undefined;
}

/** Files one of which makes a folder a run, if a broken one, and not somebody else's folder. */
const SIGNS = ['metrics.csv', 'epochs.csv', 'summary.json', 'checkpoints'];

/**
 * Every run in the folder, the oldest first. What is no run is passed over; a run that cannot be read is listed as broken.
 *
 * @throws UserError when the runs folder itself cannot be read; one that is not there has no runs
 */
export function listRuns(runsDir: string): ListedRun[] {
  let entries: string[];
  try {
    entries = readdirSync(runsDir);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw fileError('Cannot read the runs folder', runsDir, error);
  }
  return entries
    .filter((entry) => !entry.startsWith('.'))
    .map((entry) => new RunFolder(join(runsDir, entry)))
    .filter(looksLikeRun)
    .map(describe)
    .sort((a, b) => a.created.getTime() - b.created.getTime() || a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function looksLikeRun(run: RunFolder): boolean {
  try {
    return [CONFIG_FILE, ...SIGNS].some((name) => kindOfPath(join(run.path, name)) !== 'missing');
  } catch {
    return false; // a file, a link that leads nowhere, a folder that cannot be entered
  }
}

function describe(run: RunFolder): ListedRun {
  const listed = { name: run.name, path: run.path, problem: undefined, configName: undefined, summary: undefined };
  const created = creationTime(run);
  try {
    const configName = nameInConfig(run);
    const summary = run.readSummary();
    const alive = lockHolder(run.path) !== undefined;
    const status = summary === undefined || summary.status === 'running' ? (alive ? 'running' : 'interrupted') : summary.status;
    return { ...listed, created, status, configName, summary };
  } catch (error) {
    const problem = error instanceof UserError ? error.headline : String(error);
    return { ...listed, created, status: 'broken', problem };
  }
}

function nameInConfig(run: RunFolder): string | undefined {
  const text = run.configText();
  let config: unknown;
  try {
    config = parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new UserError('The config of the run is not YAML.', { facts: [['path', run.configPath]], cause: error });
  }
  if (typeof config !== 'object' || config === null) throw new UserError('The config of the run is empty.');
  return 'name' in config && typeof config.name === 'string' ? config.name : undefined;
}

/**
 * The earlier of the folder's birth, which a copy of the run changes, and the last change of its config, which is
 * written once. (Where the file system does not know births, they are reported as 0 or as the last change.)
 */
function creationTime(run: RunFolder): Date {
  const folder = statSync(run.path, { throwIfNoEntry: false });
  const config = statSync(run.configPath, { throwIfNoEntry: false });
  const times = [folder?.birthtimeMs, config?.mtimeMs, folder?.mtimeMs].filter(
    (time): time is number => time !== undefined && time > 0,
  );
  return new Date(times.length === 0 ? 0 : Math.min(...times));
}
