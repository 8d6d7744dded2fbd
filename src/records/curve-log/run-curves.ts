import { UserError } from '../../base/errors.ts';
import { kindOfPath, readBytes } from '../../base/files.ts';
import type { CurveLog, SeriesName } from '../../curves/curve-log.ts';
import { lockHolder } from '../lock.ts';
import type { RunFolder } from '../run-folder.ts';
import { readDelimited } from './delimited.ts';
import type { LogTable } from './log-table.ts';
import { medianRatios, parameterNorms } from './parameter-norms.ts';
import { settingsOf } from './settings.ts';
import { collectSeries, pick } from './table-curves.ts';

const OF_STEPS = ['loss', 'accuracy', 'learningRate', 'gradientNorm'] as const;
const OF_EPOCHS = ['trainLoss', 'trainAccuracy', 'valLoss', 'valAccuracy'] as const;
const NEWLINE = 0x0a;

/**
 * The curves of a run of ours, by step. A last line without an end is of a run that is being written or was killed, and is left
 * out; series without values are absent.
 *
 * @throws UserError when a log cannot be read or is no table.
 */
export function runCurves(run: RunFolder): CurveLog {
  const collected = collectSeries('step');
  const notes: string[] = [];
  const addAll = (table: LogTable | undefined, keys: readonly SeriesName[]) => {
    notes.push(...(table?.notes ?? []));
    const column = (name: string) => table?.columns.find((one) => one.name === name);
    const step = column('step');
    if (step === undefined) return;
    for (const key of keys) {
      const source = column(key);
      if (source === undefined || source.numbers === 0) continue;
      const picked = pick(source, step.values);
      collected.add(key, picked.at, picked.values, source);
    }
  };
  addAll(readLog(run.logPath('metrics')), OF_STEPS);
  addAll(readLog(run.logPath('epochs')), OF_EPOCHS);
  const ratios = medianRatios(parameterNorms(run));
  collected.add('updateRatio', ratios.at, ratios.values, { name: 'updateRatio', texts: 0 });
  const { series } = collected;
  return {
    ...{ name: run.name, unit: 'step', series, isRunning: isBeingTrained(run), settings: settingsOf(run) },
    notes: [...notes, ...collected.notes()],
  };
}

/** Undefined where there is no log, or no whole line in it yet. */
function readLog(path: string): LogTable | undefined {
  if (kindOfPath(path) !== 'file') return undefined;
  const bytes = readBytes(path, 'the log of the run');
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  return end === 0 ? undefined : readDelimited(bytes.subarray(0, end), path);
}

/** Whether a live process trains this run. */
export function isBeingTrained(run: RunFolder): boolean {
  try {
    return lockHolder(run.path) !== undefined;
  } catch (error) {
    if (error instanceof UserError) return false; // a lock that cannot be read tells nothing
    throw error;
  }
}
