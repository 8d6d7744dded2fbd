import { UserError } from '../base/errors.ts';
import { count, duration } from '../base/format.ts';
import { makeTemporaryFolder } from '../base/temporary-folder.ts';
import { KERNEL_BUILDS } from '../kernels/load.ts';
import { checkCanCreateRun } from '../records/can-create-run.ts';
import { smokeTable } from '../report/terminal/smoke-table.ts';
import { styleFor } from '../report/terminal/style.ts';
import type { Experiment } from '../train/experiment.ts';
import { type SmokeReport, smokeTest } from '../train/smoke/smoke-test.ts';
import type { Invocation } from './command.ts';
import { loadExperiment, loadRunConfig } from './load-experiment.ts';
import { newRun } from './new-run.ts';
import { choiceOption, countOption, THREADS_LIMIT, textOption } from './options.ts';
import { errorDocument, print, printJson } from './output.ts';
import { Interruption } from './signals.ts';

/** `cnn-run train CONFIG --smoke`. @returns the exit code. */
export async function smokeTrain(file: string, invocation: Invocation): Promise<number> {
  const { options } = invocation;
  const began = performance.now();
  const build = choiceOption(options, 'kernels', KERNEL_BUILDS);
  const threads = countOption(options, 'threads', THREADS_LIMIT);
  const { config, locate } = await loadExperiment(file, invocation);
  // Nothing is made there, but a training would be stopped by it.
  checkCanCreateRun(textOption(options, 'runs') ?? 'runs');

  const interruption = new Interruption(() => note('Interrupted: clearing up. (Once more to stop at once.)'));
  const folder = makeTemporaryFolder('cnn-run-smoke-');
  let real: Experiment | undefined;
  let report: SmokeReport;
  try {
    report = await smokeTest({
      ...{ config, locate, threads, build },
      newRun: (short, data) => newRun(folder.path, short, data),
      readBack: loadRunConfig,
      isInterrupted: () => interruption.isWished,
      onBegin(built, short) {
        real = built;
        note(`${config.name}: ${short.config.train.epochs} short epochs in the place of ${count(built.plan.totalSteps)} steps`);
        for (const text of built.data.notes) note(text);
      },
    });
  } finally {
    folder.remove();
    interruption.stop();
  }
  if (options.json === true) printJson(documentOf(report));
  else print(textOf(report, real, (performance.now() - began) / 1000));
  if (report.error !== undefined) throw report.error;
  return report.outcome === 'interrupted' ? interruption.exitCode : 0;
}

/** @throws UserError when other options are given that make no sense with it. */
export function refuseWithSmoke({ options }: Invocation): void {
  const given = ['resume', 'profile', 'report'].filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  if (given.length === 0) return;
  throw new UserError(`--smoke cannot be combined with ${given.join(' and ')}.`, {
    hint: 'It tries out a config with a few steps, and leaves nothing behind: cnn-run train CONFIG --smoke',
  });
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function documentOf({ outcome, stages, predictedSeconds, error }: SmokeReport) {
  const document = { passed: outcome === 'passed', stages, predictedSeconds };
  if (outcome === 'interrupted') return { ...document, interrupted: true };
  return error === undefined ? document : { ...document, error: errorDocument(error) };
}

function textOf({ outcome, stages, predictedSeconds }: SmokeReport, real: Experiment | undefined, seconds: number): string {
  const style = styleFor(process.stdout);
  const endings = { passed: style.good('passed'), failed: style.bad('failed'), interrupted: style.warning('interrupted') };
  const lines = [`${endings[outcome]} after ${duration(seconds)}`];
  if (predictedSeconds !== undefined && real !== undefined) {
    const { plan, config } = real;
    const time = `${config.train.earlyStopping === undefined ? '' : 'at most '}about ${duration(predictedSeconds)}`;
    lines.push(`the real training, ${count(plan.totalSteps)} steps with evaluations, will take ${time}`);
  }
  return [smokeTable(stages, style), lines.join('\n')].filter((part) => part !== '').join('\n\n');
}
