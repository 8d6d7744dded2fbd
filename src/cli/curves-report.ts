import { resolve } from 'node:path';
import { count, percent } from '../base/format.ts';
import { diagnose } from '../curves/doctor/diagnose.ts';
import type { Reading } from '../curves/doctor/reading.ts';
import { parameterNorms } from '../records/curve-log/parameter-norms.ts';
import type { FoundLog } from '../records/curve-log/read.ts';
import { curveFigures } from '../report/curve-figures.ts';
import { layerNormsTable } from '../report/terminal/layer-norms-table.ts';
import { lossText } from '../report/terminal/numbers.ts';
import { readingsList } from '../report/terminal/readings-list.ts';
import { comparedCharts, runCharts } from '../report/terminal/run-charts.ts';
import type { Style } from '../report/terminal/style.ts';
import { printable } from '../report/terminal/table.ts';
import { summaryTable } from '../report/terminal/tables.ts';
import type { CurveOptions } from './curve-options.ts';

/** A log and what its curves say. */
export interface ReadLog extends FoundLog {
  readonly readings: readonly Reading[];
}

/** Asks the curve doctor about each log. */
export function readAll(found: readonly FoundLog[]): ReadLog[] {
  return found.map((one) => ({ ...one, readings: diagnose(one.log) }));
}

/** The document of `--json`. */
export function curvesDocument(logs: readonly ReadLog[]): unknown {
  return {
    runs: logs.map(({ log, path, readings }) => {
      const { steps, epochs, ...final } = curveFigures(log);
      const { name, unit, isRunning, notes } = log;
      return {
        ...{ name, path: resolve(path), unit, steps, epochs, isRunning, notes, final },
        // Named one by one, so that an override that is not there is null and not left out.
        readings: readings.map(({ shape, title, curve, confidence, evidence, meaning, advice, override, from, to }) => ({
          ...{ shape, title, curve, confidence, evidence, meaning, advice },
          ...{ override: override ?? null, from, to },
        })),
      };
    }),
  };
}

/** Charts, figures and readings, as text for a terminal. */
export function curvesText(
  logs: readonly ReadLog[],
  { choice, layers, small }: CurveOptions,
  style: Style,
  height?: number,
): string {
  const options = { style, ...(height === undefined ? {} : { height }) };
  const [only] = logs;
  const isAlone = logs.length === 1 && small !== true && only !== undefined;
  const charts = isAlone
    ? runCharts(only.log, choice, options)
    : comparedCharts(
        logs.map(({ log }) => log),
        choice,
        options,
        small === undefined ? {} : { small },
      );
  const parts = [
    ...(isAlone ? [headline(only, style)] : []),
    ...charts,
    ...logs.flatMap((one) => [
      ...(isAlone ? [] : [headline(one, style)]),
      ...(layers ? [layersText(one, style)] : []),
      figuresTable(one, style),
      readingsList(one.readings, one.log.unit, style),
      notesText(one, style),
    ]),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** `mnist-lenet-001   375 steps, 3 epochs, running`. */
function headline({ log }: FoundLog, style: Style): string {
  const { steps, epochs } = curveFigures(log);
  const parts = [
    ...(steps === undefined ? [] : [plural(steps, log.unit === 'row' ? 'row' : 'step')]),
    ...(epochs === undefined ? [] : [plural(epochs, 'epoch')]),
    ...(steps === 0 && epochs === undefined ? ['nothing logged yet'] : []),
    ...(log.isRunning ? ['running'] : []),
  ];
  const said = parts.join(', ');
  const name = printable(log.name);
  const room = Math.max(8, style.width - said.length - 3);
  return `${style.bold(name.length > room ? `${name.slice(0, room - 1)}…` : name)}   ${style.dim(said)}`;
}

function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** The figures at the end, each part of the data in a row. */
function figuresTable({ log }: FoundLog, style: Style): string {
  const figures = curveFigures(log);
  const accuracy = (value: number | undefined) => (value === undefined ? '' : `   accuracy ${percent(value)}`);
  const { loss, trainLoss, trainAccuracy, valLoss, valAccuracy, bestValAccuracy, bestValAccuracyAt } = figures;
  const pairs: (readonly [string, string])[] = [];
  const training = trainLoss ?? loss;
  if (training !== undefined) pairs.push(['training', `loss ${lossText(training)}${accuracy(trainAccuracy)}`]);
  if (valLoss !== undefined || valAccuracy !== undefined)
    pairs.push(['validation', `${valLoss === undefined ? '' : `loss ${lossText(valLoss)}`}${accuracy(valAccuracy)}`.trimStart()]);
  if (bestValAccuracy !== undefined && bestValAccuracyAt !== undefined)
    pairs.push(['best validation', `accuracy ${percent(bestValAccuracy)} at ${log.unit} ${count(bestValAccuracyAt)}`]);
  return pairs.length === 0 ? '' : summaryTable(pairs, style);
}

function layersText({ run }: FoundLog, style: Style): string {
  return run === undefined ? '' : layerNormsTable(parameterNorms(run), style);
}

function notesText({ log }: FoundLog, style: Style): string {
  return log.notes.length === 0
    ? ''
    : summaryTable(
        log.notes.map((note) => ['note', note] as const),
        style,
      );
}
