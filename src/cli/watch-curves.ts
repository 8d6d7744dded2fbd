import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isBeingTrained } from '../records/curve-log/run-curves.ts';
import { curveFigures } from '../report/curve-figures.ts';
import { lossText } from '../report/terminal/numbers.ts';
import { type Style, styleFor } from '../report/terminal/style.ts';
import type { CurveOptions } from './curve-options.ts';
import { curvesText, type ReadLog } from './curves-report.ts';
import { openDrawing } from './drawing.ts';
import { print } from './output.ts';

/** Milliseconds between two looks at the files. */
const LOOK = 500;
/** Lines of a screen when it does not say. */
const USUAL_ROWS = 24;

/**
 * Shows the curves again whenever their files change, until no training among them runs any more, or the user ends it (Ctrl-C,
 * which is no error), or closes the pipe (`| head`). On a terminal charts are drawn over; elsewhere each change is a line. At the end everything is printed.
 *
 * @param again reads everything anew. @returns the last that was read
 */
export async function watchCurves(
  first: readonly ReadLog[],
  again: () => Promise<ReadLog[]>,
  options: CurveOptions,
): Promise<ReadLog[]> {
  const screen = await openScreen(options);
  let isWished = true;
  let wake = () => {};
  const end = () => {
    isWished = false;
    wake();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Nobody sees it any more.
  process.stdout.on('error', end);
  let logs = [...first];
  // What another framework writes does not say when it is done.
  const goesOn = () => logs.some(({ log, run }) => log.isRunning || run === undefined);
  try {
    let seen = stampOf(logs);
    screen.show(logs);
    while (isWished && goesOn()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const now = stampOf(logs);
      if (now === seen) continue;
      seen = now;
      logs = await again();
      screen.show(logs);
    }
  } finally {
    screen.end();
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    process.stdout.off('error', end);
  }
  if (isWished) logs = await again();
  print(curvesText(logs, options, styleFor(process.stdout)));
  return logs;
}

interface Screen {
  show(logs: readonly ReadLog[]): void;
  end(): void;
}

async function openScreen(options: CurveOptions): Promise<Screen> {
  const drawing = await openDrawing(process.stdout);
  if (drawing === undefined) return { show: (logs) => print(logs.map(plainLine).join('\n')), end: () => {} };
  return {
    show: (logs) => drawing.show(screenText(logs, options, styleFor(process.stdout), process.stdout.rows ?? USUAL_ROWS)),
    end: () => drawing.clear(),
  };
}

/** `mnist-lenet-001: step 120, training loss 0.5312, validation accuracy 91.20 %`. */
function plainLine({ log }: ReadLog): string {
  const { steps, loss, trainLoss, valAccuracy, epochs } = curveFigures(log);
  const training = loss ?? trainLoss;
  const parts = [
    ...(steps === undefined ? [] : [`${log.unit} ${steps}`]),
    ...(epochs === undefined ? [] : [`epoch ${epochs}`]),
    ...(training === undefined ? [] : [`training loss ${lossText(training)}`]),
    ...(valAccuracy === undefined ? [] : [`validation accuracy ${(100 * valAccuracy).toFixed(2)} %`]),
  ];
  return `${log.name}: ${parts.length === 0 ? 'nothing logged yet' : parts.join(', ')}`;
}

/** Lines that a chart takes beside its rows, and those that figures and a reading take. */
const AROUND_CHART = 7;
const BELOW_CHARTS = 13;
const LOWEST_CHART = 6;

/** As much as the screen has room for: what does not fit would scroll away instead of being drawn over. */
function screenText(logs: readonly ReadLog[], options: CurveOptions, style: Style, rows: number): string {
  const room = Math.max(1, Math.floor((rows - BELOW_CHARTS) / (LOWEST_CHART + AROUND_CHART)));
  const charts = options.choice.charts.slice(0, room);
  const height = Math.max(LOWEST_CHART, Math.floor((rows - BELOW_CHARTS) / Math.max(1, charts.length)) - AROUND_CHART);
  const narrow = { ...style, width: style.width - 1 };
  // What a reading rests on is for reading at leisure, at the end.
  const brief = logs.map((one) => ({
    ...one,
    readings: one.readings.slice(0, 1).map((reading) => ({ ...reading, evidence: [] })),
  }));
  const lines = curvesText(brief, { ...options, choice: { ...options.choice, charts } }, narrow, height).split('\n');
  return lines.slice(0, rows - 1).join('\n');
}

/** Changes when a file of one of the logs does, or a training ends, even by being killed. */
function stampOf(logs: readonly ReadLog[]): string {
  return logs
    .map(({ path, run }) => {
      const names = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(path) : [''];
      const stamps = names.map((name) => {
        const stats = statSync(join(path, name), { throwIfNoEntry: false });
        return `${name} ${stats?.size} ${stats?.mtimeMs}`;
      });
      return `${stamps.join('|')} ${run !== undefined && isBeingTrained(run)}`;
    })
    .join('\n');
}
