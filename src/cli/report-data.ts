import { UserError } from '../base/errors.ts';
import type { CurveLog } from '../curves/curve-log.ts';
import { diagnose } from '../curves/doctor/diagnose.ts';
import type { Reading } from '../curves/doctor/reading.ts';
import type { KernelBuild } from '../kernels/load.ts';
import { type ParameterNorms, parameterNorms } from '../records/curve-log/parameter-norms.ts';
import type { FoundLog } from '../records/curve-log/read.ts';
import type { RunFolder } from '../records/run-folder.ts';
import type { RunSummary } from '../records/run-summary.ts';
import type { Experiment } from '../train/experiment.ts';
import { type InspectedPart, inspectRun, type RunInspection, sentenceOf } from './run-inspection.ts';

/** What is known of one training; what is missing is named in the notes. */
export interface ReportData {
  readonly log: CurveLog;
  readonly readings: readonly Reading[];
  /** The norms of each parameter by epoch; empty where none were logged. */
  readonly parameters: ReadonlyMap<string, readonly ParameterNorms[]>;
  /** Undefined for the log of another framework, and before a run has written one. */
  readonly summary: RunSummary | undefined;
  /** YAML. */
  readonly configText: string | undefined;
  readonly inspection: RunInspection | undefined;
  readonly notes: readonly string[];
}

export interface ReportDataOptions {
  /** False: curves alone, neither data nor network are looked at. */
  readonly withModel: boolean;
  /** The part of the data to look at; else the validation part, or the test images where there is none. */
  readonly part?: InspectedPart | undefined;
  /** What the config of the run describes, where it was built already; it gets the weights that are looked at. */
  readonly experiment?: Experiment | undefined;
}

/** Collects what there is of a training. @throws UserError when a part was asked for that the data do not have. */
export async function reportData({ log, run }: FoundLog, options: ReportDataOptions): Promise<ReportData> {
  const known = { log, readings: diagnose(log) };
  if (run === undefined) {
    const notes = [...log.notes, 'The log of another framework: of its network and data nothing is known.'];
    return { ...known, parameters: new Map(), summary: undefined, configText: undefined, inspection: undefined, notes };
  }
  const notes = [...log.notes];
  const attempt = <T>(what: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notes.push(`${what} ${sentenceOf(error)}`);
      return undefined;
    }
  };
  if (log.isRunning) notes.push('The training is still running: this is what there was when the page was made.');
  const summary = attempt('The summary is left out.', () => run.readSummary());
  const configText = attempt('The config is left out.', () => run.configText());
  const parameters = attempt('The layers over time are left out.', () => parameterNorms(run)) ?? new Map();
  const inspection = options.withModel ? await inspectionOf(run, options, notes) : undefined;
  if (!options.withModel) notes.push('The network was not looked at (--no-model).');
  return { ...known, parameters, summary, configText, inspection, notes };
}

async function inspectionOf(
  run: RunFolder,
  { part, experiment }: ReportDataOptions,
  notes: string[],
): Promise<RunInspection | undefined> {
  const attempt = await inspectRun(run, experiment === undefined ? await builderOf(run) : async () => experiment, part);
  notes.push(...attempt.notes, ...(attempt.inspection?.notes ?? []));
  return attempt.inspection;
}

/** Builds what the config of a run describes. Nothing is read before there is a checkpoint to look at. */
async function builderOf(run: RunFolder): Promise<(build: KernelBuild) => Promise<Experiment>> {
  const [{ loadRunConfig }, { buildExperiment }] = await Promise.all([
    import('./load-experiment.ts'),
    import('../train/experiment.ts'),
  ]);
  return async (build) => {
    const { config, locate } = await loadRunConfig(run);
    // One thread: it is ready at once, and most of the time goes into reading the data.
    return buildExperiment(config, { locate, build, threads: 1 });
  };
}
