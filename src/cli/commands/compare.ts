import { UserError } from '../../base/errors.ts';
import { bytes as bytesText } from '../../base/format.ts';
import type { Command } from '../command.ts';
import { addCurveOptions, curveOptions, gatherLogs } from '../curve-options.ts';
import { addJsonOption, addRunsOption, textOption } from '../options.ts';
import { print, printJson } from '../output.ts';
import { pageOption } from '../page-option.ts';

export const compareCommand: Command = {
  name: 'compare',
  summary: 'compare trainings: what differs in their configs, what they came to and whether that is more than noise',
  takesOverrides: false,
  configure(command) {
    command.argument('<runs...>', 'two or more runs (name, folder, or "last"), folders of runs, logs of other frameworks');
    addCurveOptions(command, "the validation's loss and accuracy");
    command.option('--html <file>', 'write a page too, with the curves over one another');
    addRunsOption(command);
    addJsonOption(command);
  },
  async run({ words, options }) {
    const wished = curveOptions(options);
    const file = pageOption(options, 'html');
    const logs = await gatherLogs(words, textOption(options, 'runs') ?? 'runs', wished.columns);
    if (logs.length < 2) {
      throw new UserError('A comparison needs two trainings or more.', {
        facts: [['given', logs.map(({ log }) => log.name).join(', ')]],
        hint: 'For example: cnn-run compare mnist-lenet-001 mnist-lenet-002',
      });
    }
    const { comparisonDocument, comparisonText, compareLogs } = await import('../comparison-report.ts');
    const comparison = compareLogs(logs);
    const page = file === undefined ? undefined : (await import('../comparison-page.ts')).writeComparisonPage(file, comparison);
    if (options.json === true) printJson({ ...comparisonDocument(comparison), page });
    else {
      const { styleFor } = await import('../../report/terminal/style.ts');
      print(comparisonText(comparison, wished, styleFor(process.stdout)));
      if (page !== undefined) print(`\n${page.path}   (${bytesText(page.bytes)})`);
    }
    return 0;
  },
};
