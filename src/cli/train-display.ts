import { count, duration, percent } from '../base/format.ts';
import type { Reading } from '../curves/doctor/reading.ts';
import type { RunFolder } from '../records/run-folder.ts';
import { styleFor } from '../report/terminal/style.ts';
import type { Checkpoint } from '../train/checkpoint.ts';
import type { Experiment } from '../train/experiment.ts';
import type { SessionResult } from '../train/session.ts';
import type { TrainingHooks } from '../train/trainer.ts';
import { print } from './output.ts';

/** What a training shows: progress on stderr while it runs, the result on stdout at its end. */
export interface TrainDisplay {
  readonly hooks: Pick<TrainingHooks, 'onStep' | 'onEpoch'>;
  note(text: string): void;
  /** Takes the progress line away. */
  end(): void;
  /** Draws the curves and tables of a run that has ended. */
  report(result: SessionResult): Promise<void>;
}

export async function openDisplay(
  experiment: Experiment,
  run: RunFolder,
  checkpoint: Checkpoint | undefined,
): Promise<TrainDisplay> {
  const { openProgress } = await import('../report/terminal/progress.ts');
  const { plan, data, network, engine } = experiment;
  const progress = openProgress(process.stderr, plan);
  const parameters = network.parameters.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
  const { train, validation, test } = data.summary.counts;
  progress.note(`${checkpoint === undefined ? 'training' : `going on with`} ${run.path}${goneSoFar(checkpoint)}`);
  progress.note(
    `${count(train)} training, ${count(validation)} validation, ${count(test)} test images; ${count(parameters)} parameters, ` +
      `${count(plan.totalSteps)} steps; ${engine.build === 'relaxed' ? 'fused' : 'plain'} SIMD kernels`,
  );
  for (const note of data.notes) progress.note(note);
  return {
    hooks: {
      onStep: (step) => progress.step(step),
      onEpoch: (result, timing) => progress.epoch(result, timing),
    },
    note: (text) => progress.note(text),
    end: () => progress.end(),
    report: (result) => reportRun(run, result),
  };
}

function goneSoFar(checkpoint: Checkpoint | undefined): string {
  if (checkpoint === undefined) return '';
  return checkpoint.state.finished === undefined ? ` from step ${count(checkpoint.state.step)}` : ', which is finished';
}

async function reportRun(run: RunFolder, { summary, test }: SessionResult): Promise<void> {
  const [{ readCsv }, { runCurves }, { diagnose }, { accuracyChart, lossChart }, { epochTable, summaryTable }] =
    await Promise.all([
      import('../records/read-csv.ts'),
      import('../records/curve-log/run-curves.ts'),
      import('../curves/doctor/diagnose.ts'),
      import('../report/terminal/charts.ts'),
      import('../report/terminal/tables.ts'),
    ]);
  const style = styleFor(process.stdout);
  const log = runCurves(run);
  const epochs = columns(readCsv(run.logPath('epochs')));
  const rows = epochs.rows.map((_, i) => ({
    epoch: epochs.at('epoch', i) ?? i + 1,
    trainLoss: epochs.at('trainLoss', i) ?? Number.NaN,
    trainAccuracy: epochs.at('trainAccuracy', i) ?? Number.NaN,
    valLoss: epochs.at('valLoss', i),
    valAccuracy: epochs.at('valAccuracy', i),
  }));
  const parts = [
    lossChart(log.series.loss?.at ?? [], log.series.loss?.values ?? [], { style }),
    accuracyChart(rows, { style }),
    epochTable(rows, style),
    summaryTable(
      [
        ['run', `${run.path}   (${summary.status})`],
        ...(summary.bestValAccuracy == null
          ? []
          : [['best validation accuracy', `${percent(summary.bestValAccuracy)} in epoch ${summary.bestEpoch}`] as const]),
        ...(test === undefined
          ? []
          : [
              [
                'test accuracy',
                `${percent(test.accuracy)} of ${count(test.count)} images (loss ${test.loss.toFixed(4)}), with the best weights`,
              ] as const,
            ]),
        ['speed', `${count(summary.imagesPerSecond ?? 0)} images/s, ${duration(summary.seconds ?? 0)} in all`],
        ...whatIsSaid(diagnose(log)[0]),
      ],
      style,
    ),
  ];
  print(parts.filter((part) => part !== '').join('\n\n'));
}

/** The first reading of the curve doctor; of a network that is healthy, or a run of a few steps, there is little to say. */
function whatIsSaid(reading: Reading | undefined): (readonly [string, string])[] {
  if (reading === undefined || reading.shape === 'inconclusive') return [];
  const { title, confidence, shape, advice, override } = reading;
  const said = `${title} (confidence ${confidence.toFixed(2)})`;
  if (shape === 'healthy') return [['curves', said]];
  return [
    ['curves', `${said}. ${advice} ("cnn-run curves" shows why)`],
    ...(override === undefined ? [] : ([['try', override]] as const)),
  ];
}

/** Numbers of a CSV table by column name. */
function columns({ header, rows }: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  return {
    rows,
    at(name: string, row: number): number | undefined {
      const text = rows[row]?.[header.indexOf(name)];
      return text === undefined || text === '' ? undefined : Number(text);
    },
  };
}
