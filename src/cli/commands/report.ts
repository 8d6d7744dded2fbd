import { UserError } from '../../base/errors.ts';
import { bytes as bytesText } from '../../base/format.ts';
import { CHART_KINDS, RECIPE_CHART_KINDS, STUDY_CHART_KINDS } from '../../report/svg/chart-kinds.ts';
import type { Command } from '../command.ts';
import { addJsonOption, addRunsOption, choiceOption, textOption } from '../options.ts';
import { print, printJson } from '../output.ts';
import { pageOption } from '../page-option.ts';

const CHARTS = [
  `of a run ${CHART_KINDS.join(', ')}`,
  `of a study ${STUDY_CHART_KINDS.join(', ')}`,
  `of a recipe ${RECIPE_CHART_KINDS.join(', ')}, and of its searches those of a study ("square:coarse"; without a name, of the last one)`,
].join('; ');

export const reportCommand: Command = {
  name: 'report',
  summary: 'write a page about a run, a study or a recipe: curves and what they say, mistakes, filters, trials; single charts',
  takesOverrides: false,
  configure(command) {
    command.argument(
      '[run]',
      'the run, study or recipe (its name, its folder, "last" for the last run), a folder of runs, or the log of another framework',
      'last',
    );
    command.option('--out <file>', 'where the page goes (by default report.html in the folder of the run)');
    command.option('--svg <kind[=file]>', `write a chart too, as SVG: ${CHARTS}`, collect);
    command.option('--png <kind[=file]>', 'the same as PNG; both may be given several times', collect);
    command.option('--part <part>', 'the examples to look at: "validation" (by default, where there are some) or "test"');
    command.option('--no-model', 'curves alone: look at neither data nor network');
    command.option('--columns <pairs>', 'in the log of another framework, which column is which: loss=my_loss,at=iteration');
    addRunsOption(command);
    addJsonOption(command);
  },
  async run({ arguments: [reference = 'last'], options }) {
    const part = choiceOption(options, 'part', ['validation', 'test']);
    const withModel = options.model !== false;
    if (part !== undefined && !withModel)
      throw new UserError('--part says which examples to look at, --no-model to look at none.');
    const columns = textOption(options, 'columns');
    const out = pageOption(options, 'out');
    const { writeReport } = await import('../report-files.ts');
    const runsDir = textOption(options, 'runs') ?? 'runs';
    const written = await writeReport({ runsDir, reference, columns, out, withModel, part, options });
    if (options.json === true) {
      printJson(written);
      return 0;
    }
    print(`${written.path}   (${bytesText(written.bytes)})`);
    for (const { path, bytes } of written.charts) print(`${path}   (${bytesText(bytes)})`);
    for (const note of written.notes) process.stderr.write(`note: ${note}\n`);
    return 0;
  },
};

/** An option that may be given several times. */
function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
