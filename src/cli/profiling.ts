import { UserError } from '../base/errors.ts';
import { replaceFile } from '../base/files.ts';
import { count } from '../base/format.ts';
import type { RunFolder } from '../records/run-folder.ts';
import { styleFor } from '../report/terminal/style.ts';
import type { Experiment } from '../train/experiment.ts';
import { type Profile, profileOf } from '../train/profile/profile.ts';
import { Profiler } from '../train/profile/profiler.ts';
import { traceOf } from '../train/profile/trace.ts';
import { inTreeOrder } from './layer-tree.ts';
import { checkTarget, print } from './output.ts';

/** What `--profile [FILE]` asks for. */
export interface ProfileWish {
  /** Where the trace goes; into the run's folder when not given. */
  readonly file: string | undefined;
}

/**
 * Reads `--profile [FILE]`. @returns undefined when it was not given.
 * @throws UserError when the trace could not be written there, before anything is trained.
 */
export function profileWish(options: Readonly<Record<string, unknown>>): ProfileWish | undefined {
  const { profile } = options;
  if (profile === undefined) return undefined;
  if (typeof profile !== 'string') return { file: undefined };
  if (!profile.endsWith('.json')) {
    // Most probably a config, which must not be written over.
    throw new UserError(`--profile: expected the name of a file that ends in ".json", got "${profile}".`, {
      hint: 'The config comes first: cnn-run train CONFIG --profile [FILE]',
    });
  }
  checkTarget('--profile', 'the trace', profile);
  return { file: profile };
}

/** The profile of a training: made beside it, told and written after it. */
export class Profiling {
  readonly profiler: Profiler;
  readonly #experiment: Experiment;
  readonly #run: RunFolder;
  readonly #file: string;

  constructor(wish: ProfileWish, experiment: Experiment, run: RunFolder) {
    this.profiler = new Profiler(experiment.config.train.batchSize);
    this.#experiment = experiment;
    this.#run = run;
    this.#file = wish.file ?? run.tracePath;
  }

  /** Writes the trace. @returns the profile with the trace's path; null when no step was looked at. */
  finish(): ProfileDocument | null {
    const profile = profileOf(this.profiler, this.#experiment);
    if (profile === undefined) return null;
    replaceFile(this.#file, `${JSON.stringify(traceOf(this.#run.name, this.profiler.records))}\n`);
    return { ...profile, trace: this.#file };
  }

  async report(document: ProfileDocument | null): Promise<void> {
    if (document === null) {
      print('\nNo step was profiled: the training ended before one could be, or had nothing left to do.');
      return;
    }
    const [tables, { summaryTable }] = await Promise.all([
      import('../report/terminal/profile-tables.ts'),
      import('../report/terminal/tables.ts'),
    ]);
    const style = styleFor(process.stdout);
    const { steps, batchSize, stepMilliseconds, threads, training, stepsOnAllThreads } = document;
    const parts = [
      summaryTable(
        [
          ['profile', `of ${steps.count} ${steps.count === 1 ? 'step' : 'steps'}, ${steps.first} to ${steps.last}`],
          ['step', `${stepMilliseconds.toFixed(3)} ms for ${count(batchSize)} images   (typical; ${meanText(training)})`],
          ['threads', threadsText(threads.length, stepsOnAllThreads, steps.count)],
          ['trace', `${document.trace}   (for chrome://tracing or ui.perfetto.dev)`],
        ],
        style,
      ),
      tables.layerTimesTable(inTreeOrder(this.#experiment.network, document.layers), document.parts, style),
      tables.kernelTimesTable(document.kernels, style),
      threads.length > 1 ? tables.threadTimesTable(threads, style) : '',
      tables.trainingTimesTable(
        [
          { name: `steps (${count(training.steps)})`, seconds: training.stepSeconds },
          { name: 'evaluation', seconds: training.evaluationSeconds },
          { name: 'checkpoints', seconds: training.checkpointSeconds },
          { name: 'test evaluation', seconds: training.testSeconds },
        ],
        style,
      ),
    ];
    print(`\n${parts.filter((part) => part !== '').join('\n\n')}`);
  }
}

/** Above the typical step is what else kept the machine busy, and the first steps, before the kernels were compiled well. */
function meanText({ steps, stepSeconds }: Profile['training']): string {
  return `mean of all ${count(steps)}: ${((1000 * stepSeconds) / steps).toFixed(3)} ms`;
}

function threadsText(threads: number, together: number, steps: number): string {
  if (together === steps) return String(threads);
  if (together === 0) return `1 of ${threads}: alone it was faster`;
  return `${threads}, but 1 in ${steps - together} of the steps: alone it was faster`;
}

type ProfileDocument = Profile & { readonly trace: string };
