import { kindOfPath } from '../base/files.ts';
import type { DataSummary } from '../data/prepare.ts';
import { createRunAt, type InitialFiles } from '../records/create-run.ts';
import { RunFolder } from '../records/run-folder.ts';
import type { Checkpoint } from './checkpoint.ts';
import { lastCheckpoint } from './session.ts';

/** What a run folder begins with. @param configText of its `config.yaml` */
export function runFiles(configText: string, data: DataSummary): InitialFiles {
  return { 'config.yaml': configText, 'data.json': `${JSON.stringify(data, undefined, 2)}\n` };
}

/** A run to be trained, and where it goes on; from its start without a checkpoint. */
export interface OpenedRun {
  readonly run: RunFolder;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * The run of a config in a folder that is named, as a part of something that is locked: one of the same config goes on from its last
 * checkpoint; one that was stopped before its first, or is of another config, begins anew.
 * @throws UserError when it cannot be read or made
 */
export function openRunAt(path: string, configText: string, data: DataSummary): OpenedRun {
  const there = new RunFolder(path);
  const isSame = kindOfPath(there.configPath) === 'file' && there.configText() === configText;
  const checkpoint = isSame ? lastCheckpoint(there) : undefined;
  const run = checkpoint === undefined ? createRunAt(path, runFiles(configText, data)) : there;
  return { run, checkpoint };
}
