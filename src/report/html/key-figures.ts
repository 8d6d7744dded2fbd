import { count, duration, percent } from '../../base/format.ts';
import type { SeriesName } from '../../curves/curve-log.ts';
import { lossText } from '../terminal/numbers.ts';
import type { KeyFigure, Page } from './page.ts';
import type { RunReport } from './types.ts';

/** What one wants to know first: how good, how long, how fast. */
export function keyFigures(report: RunReport): KeyFigure[] {
  const { summary, log } = report;
  const accuracy = summary?.bestValAccuracy ?? lastOf(report, 'valAccuracy');
  const valLoss = summary?.valLoss ?? lastOf(report, 'valLoss');
  const trainLoss = summary?.trainLoss ?? lastOf(report, 'trainLoss') ?? lastOf(report, 'loss');
  const [loss, lossLabel] = valLoss === undefined ? [trainLoss, 'Training loss'] : [valLoss, 'Validation loss'];
  const at = log.series.loss?.at ?? log.series.trainLoss?.at ?? log.series.valLoss?.at;
  const epoch = summary?.bestEpoch;
  const epochs = summary?.epochs;
  return [
    figure('Test accuracy', summary?.testAccuracy, percent, 'best weights'),
    figure(
      'Validation accuracy',
      accuracy,
      percent,
      epoch == null ? undefined : `best, epoch ${epoch}${epochs == null ? '' : ` of ${epochs}`}`,
    ),
    figure(
      lossLabel,
      loss,
      lossText,
      trainLoss === undefined || valLoss === undefined ? undefined : `training ${lossText(trainLoss)}`,
    ),
    figure('Time', summary?.seconds, duration, summary?.steps == null ? undefined : `${count(summary.steps)} steps`),
    figure('Images per second', summary?.imagesPerSecond, count, undefined),
    summary === undefined ? figure(`Last ${log.unit}`, at?.at(-1), count, undefined) : undefined,
  ].filter((one) => one !== undefined);
}

/** How the training stands. */
export function statusOf({ summary, log }: RunReport): Page['status'] {
  if (log.isRunning) return { text: 'running', mood: 'neutral' };
  if (summary === undefined) return undefined;
  const { status } = summary;
  if (status === 'completed' || status === 'stopped early') return { text: status, mood: 'good' };
  if (status === 'diverged' || status === 'failed') return { text: status, mood: 'bad' };
  // The process of a run that is not running has ended without saying so.
  return { text: status === 'running' ? 'ended unexpectedly' : status, mood: 'neutral' };
}

function figure(
  label: string,
  value: number | null | undefined,
  text: (value: number) => string,
  detail: string | undefined,
): KeyFigure | undefined {
  return value == null ? undefined : { label, value: Number.isFinite(value) ? text(value) : String(value), detail };
}

function lastOf({ log }: RunReport, name: SeriesName): number | undefined {
  return log.series[name]?.values.at(-1);
}
