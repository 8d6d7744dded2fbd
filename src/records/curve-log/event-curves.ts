import { type Dirent, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { fileError } from '../../base/files.ts';
import type { CurveLog } from '../../curves/curve-log.ts';
import { readScalars } from '../tensorboard/read-scalars.ts';
import { assignSeries } from './assign.ts';
import { type ColumnChoice, checkChoice, noLossError } from './column-choice.ts';
import { meaningOf } from './names.ts';
import { collectSeries, hasLoss } from './table-curves.ts';

/** How deep below a folder runs are looked for. */
const DEEPEST = 3;

/** Event files that are of one run, and what their folder adds to their tags. */
interface RunFiles {
  readonly folder: string;
  readonly files: { readonly path: string; readonly prefix: string }[];
}

export interface EventLog {
  readonly log: CurveLog;
  /** The folder or file. */
  readonly path: string;
}

export function isEventFile(path: string): boolean {
  return basename(path).includes('tfevents');
}

/** The curves in one event file, named after its folder. @throws UserError when it cannot be read or no loss is in it. */
export function eventFileCurves(path: string, choice: ColumnChoice): EventLog {
  const name = basename(dirname(resolve(path)));
  return { log: eventCurves([{ path, prefix: '' }], name, path, choice), path };
}

/**
 * The curves in the event files of a folder and those below it: folders such as `train` and `validation` are parts of the run
 * above them, as Keras writes them, other folders are runs of their own. Several files of one run go on after each other.
 *
 * @returns nothing where there are no event files. @throws UserError when they cannot be read or hold no loss.
 */
export function eventFolderCurves(folder: string, choice: ColumnChoice): EventLog[] {
  return runsIn(folder, DEEPEST).map(({ folder: path, files }) => ({
    log: eventCurves(files, basename(resolve(path)), path, choice),
    path,
  }));
}

function runsIn(folder: string, depth: number): RunFiles[] {
  const entries = entriesOf(folder).filter(({ name }) => !name.startsWith('.'));
  const eventFiles = (path: string) =>
    entriesOf(path)
      .filter((entry) => !entry.isDirectory() && isEventFile(entry.name))
      .map(({ name }) => join(path, name))
      .sort();
  const own = eventFiles(folder).map((path) => ({ path, prefix: '' }));
  const below: RunFiles[] = [];
  for (const { name } of entries
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
    const path = join(folder, name);
    if (isPart(name)) own.push(...eventFiles(path).map((file) => ({ path: file, prefix: `${name}/` })));
    else if (depth > 0) below.push(...runsIn(path, depth - 1));
  }
  return [...(own.length === 0 ? [] : [{ folder, files: own }]), ...below];
}

/** `train`, `validation`, and what PyTorch's `add_scalars` makes of a line: `Loss_train`. */
function isPart(name: string): boolean {
  return meaningOf(`${name}/loss`)?.part !== undefined || meaningOf(name) !== undefined;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw fileError('Cannot read the folder', folder, error);
  }
}

interface Tag {
  readonly name: string;
  readonly steps: number[];
  readonly values: number[];
  readonly texts: number;
}

function eventCurves(files: RunFiles['files'], name: string, path: string, choice: ColumnChoice): CurveLog {
  const { tags, notes } = readTags(files);
  const names = [...tags.keys()];
  checkChoice(choice, names, 'tag', path);
  const candidates = [...tags.values()].map((tag) => ({ ...tag, numbers: tag.values.length, isOncePerEpoch: undefined }));
  const assigned = assignSeries(candidates, choice);
  if (!hasLoss(assigned.series) && choice.size === 0) throw noLossError(names, 'tag', path);
  const sources = [...assigned.series.values()].map(({ source }) => source);
  const unit = sources.every(countsEpochs) ? 'epoch' : 'step';
  const collected = collectSeries(unit);
  const perEpoch = unit === 'epoch' ? undefined : stepsPerEpoch(sources);
  for (const [key, { source, isError }] of assigned.series) {
    // Keras counts epochs from 0: the first ends where its steps do.
    const isScaled = perEpoch !== undefined && countsEpochs(source);
    const at = Float64Array.from(source.steps, (step) => (isScaled ? (step + 1) * perEpoch : step));
    const values = Float64Array.from(source.values, (value) => (isError ? 1 - value : value));
    collected.add(key, at, values, source);
  }
  return {
    ...{ name, unit, series: collected.series, isRunning: false, settings: undefined },
    notes: [...notes, ...assigned.notes, ...collected.notes()],
  };
}

/** The scalars of all files by tag. @throws UserError when none of them can be read. */
function readTags(files: RunFiles['files']): { readonly tags: ReadonlyMap<string, Tag>; readonly notes: string[] } {
  const tags = new Map<string, Tag>();
  const notes = new Set<string>();
  let problem: UserError | undefined;
  let read = 0;
  for (const { path, prefix } of files) {
    try {
      const file = readScalars(path);
      read += 1;
      for (const note of file.notes) notes.add(note);
      for (const [given, { steps, values }] of file.scalars) {
        // `Loss_train/Loss` says no more than `Loss_train`.
        const name = prefix !== '' && meaningOf(prefix) !== undefined ? prefix.slice(0, -1) : `${prefix}${given}`;
        const tag = tags.get(name) ?? { name, steps: [], values: [], texts: 0 };
        tags.set(name, tag);
        for (const step of steps) tag.steps.push(step);
        for (const value of values) tag.values.push(value);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problem ??= error;
      notes.add(error.headline);
    }
  }
  if (read === 0 && problem !== undefined) throw problem;
  return { tags, notes: [...notes] };
}

/** What Keras calls `epoch_loss` is logged at the number of the epoch, all else at a step. */
function countsEpochs({ name }: Tag): boolean {
  return /(?:^|\/)epoch_/.test(name);
}

/** Undefined where only steps or only epochs are logged. */
function stepsPerEpoch(sources: readonly Tag[]): number | undefined {
  const last = (tags: readonly Tag[]) => Math.max(...tags.map(({ steps }) => steps.at(-1) ?? 0)) + 1;
  const epochs = sources.filter(countsEpochs);
  const steps = sources.filter((one) => !countsEpochs(one));
  return epochs.length === 0 || steps.length === 0 ? undefined : last(steps) / last(epochs);
}
