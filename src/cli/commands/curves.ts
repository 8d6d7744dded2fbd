import { UserError } from '../../base/errors.ts';
import { replaceFile } from '../../base/files.ts';
import { didYouMean } from '../../base/suggest.ts';
import { SHAPES, type Shape } from '../../curves/doctor/reading.ts';
import type { Command } from '../command.ts';
import { addCurveOptions, curveOptions, gatherLogs } from '../curve-options.ts';
import { addJsonOption, addRunsOption, textOption } from '../options.ts';
import { checkTarget, print, printJson } from '../output.ts';

/** The confidence from which on `--fail-on` counts a reading. */
const COUNTS = 0.5;

export const curvesCommand: Command = {
  name: 'curves',
  summary: 'draw the learning curves of runs, or of logs of other frameworks, and say what is wrong with them',
  takesOverrides: false,
  configure(command) {
    command.argument(
      '[runs...]',
      'runs (name, folder, or "last", which is the default), folders of runs, CSV, JSON lines, TensorBoard events',
    );
    addCurveOptions(command, 'loss,accuracy');
    command.option('--watch', 'draw again whenever something is logged, until the training ends');
    command.option('--csv <file>', 'write every curve with its moving average and the band of its noise');
    command.option('--fail-on <shapes>', 'exit with 1 when one of these is read (with a confidence of 0.5 or more), for CI');
    addRunsOption(command);
    addJsonOption(command);
  },
  async run({ words, options }) {
    const wished = curveOptions(options);
    const failing = shapesOption(textOption(options, 'failOn'));
    const csv = textOption(options, 'csv');
    if (csv !== undefined) checkTarget('--csv', 'the curves', csv);
    if (options.watch === true) refuseWithWatch(options);
    const references = words.length === 0 ? ['last'] : words;
    const gather = () => gatherLogs(references, textOption(options, 'runs') ?? 'runs', wished.columns);
    const { curvesDocument, curvesText, readAll } = await import('../curves-report.ts');
    let logs = readAll(await gather());
    if (options.watch === true) {
      const { watchCurves } = await import('../watch-curves.ts');
      logs = await watchCurves(logs, async () => readAll(await gather()), wished);
    } else if (options.json === true) printJson(curvesDocument(logs));
    else {
      const { styleFor } = await import('../../report/terminal/style.ts');
      print(curvesText(logs, wished, styleFor(process.stdout)));
    }
    if (csv !== undefined) {
      const { curvesCsv } = await import('../../report/curves-csv.ts');
      replaceFile(
        csv,
        curvesCsv(
          logs.map(({ log }) => log),
          wished.choice.averaging,
        ),
      );
    }
    const found = logs
      .flatMap(({ readings }) => readings)
      .filter(({ shape, confidence }) => failing.includes(shape) && confidence >= COUNTS);
    return found.length > 0 ? 1 : 0;
  },
};

function shapesOption(text: string | undefined): readonly Shape[] {
  if (text === undefined) return [];
  return text.split(',').map((given) => {
    const name = given.trim();
    const known = SHAPES.find((shape) => shape === name);
    if (known !== undefined) return known;
    const hint = didYouMean(name, SHAPES);
    throw new UserError(`--fail-on: there is no "${name}".`, {
      facts: [['known', SHAPES.join(', ')]],
      ...(hint === undefined ? {} : { hint }),
    });
  });
}

function refuseWithWatch(options: Readonly<Record<string, unknown>>): void {
  if (options.json !== true) return;
  throw new UserError('--watch prints again and again, and --json exactly once: they cannot be given together.');
}
