import { renderConfig } from '../../config/render.ts';
import type { RunLock } from '../../records/lock.ts';
import { createStudy, type StudyFolder } from '../../records/study/study-folder.ts';
import type { StudyHeader } from '../../records/study/trial-record.ts';
import type { SearchSettings } from '../../search/plan.ts';
import { findStudy, identityOf } from './find-study.ts';
import type { PreparedSearch } from './prepare.ts';

export interface OpenedStudy {
  readonly folder: StudyFolder;
  readonly lock: RunLock;
  /** Whether it was there already. */
  readonly goesOn: boolean;
}

/**
 * The study that this config and search mean: one that is there goes on, whatever was changed in how many trials there are, how many
 * run at a time, and what is kept of them.
 * @throws UserError when another process is at it, or it cannot be made
 */
export function openStudy(
  runsDir: string,
  { config, data, plan }: PreparedSearch,
  settings: SearchSettings,
  isNew: boolean,
): OpenedStudy {
  const { search: _, name, ...experiment } = config;
  const { space, sampler, pruner, metric, lag, diagnosis } = settings;
  const { fingerprint } = data.dataset;
  const identity = identityOf([experiment, { space, sampler, pruner, metric, lag, diagnosis }, fingerprint]);
  const there = isNew ? undefined : findStudy(runsDir, identity);
  if (there !== undefined) return { folder: there, lock: there.lock(), goesOn: true };
  const header: StudyHeader = {
    ...{ version: 1, config: name, seed: config.seed, metric, space, sampler, pruner },
    ...{ epochs: plan.epochs, fingerprint, identity },
  };
  const { study, lock } = createStudy(runsDir, `${name}-${nameOf(sampler.type)}`, header, { 'study.yaml': renderConfig(config) });
  return { folder: study, lock, goesOn: false };
}

/** `quasi-random`, as folders are called. */
function nameOf(sampler: string): string {
  return sampler.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
