import { TimeLimit } from '../../base/time-limit.ts';
import { openActivity } from '../activity.ts';
import type { Command } from '../command.ts';
import { loadFamily } from '../load-experiment.ts';
import { addConfigOptions, addJsonOption, addThreadsOption, countOption, durationOption, textOption } from '../options.ts';
import { checkTarget } from '../output.ts';

/** Steps of a trial: "within about 100 iterations". */
const STEPS = 100;
const MOST_STEPS = 100_000;
/** What is kept of a time budget for drawing and writing, in milliseconds. */
const FOR_REPORT = 400;

export const findLrCommand: Command = {
  name: 'find-lr',
  summary: 'find a learning rate: trials at several rates from the same weights, a usable window, the range test beside it',
  takesOverrides: true,
  configure(command) {
    command.argument('<config>', 'the config file, YAML or JSON');
    command.option('--steps <n>', 'steps of a trial', String(STEPS));
    command.option(
      '--budget <time>',
      'be done within this time, such as 20s: trials are shortened or left out, and it says which',
    );
    command.option('--svg <file>', 'write the charts as SVG');
    command.option(
      '--apply [file]',
      'write a copy of the config with the rate and the overrides in it (by default NAME.lr.yaml beside the config)',
    );
    command.option('--force', 'let --apply write over a file that is there already');
    addThreadsOption(command);
    addConfigOptions(command);
    addJsonOption(command);
  },
  async run(invocation) {
    const { options } = invocation;
    const steps = countOption(options, 'steps', MOST_STEPS) ?? STEPS;
    const budget = await durationOption(options, 'budget');
    const svg = textOption(options, 'svg');
    if (svg !== undefined) checkTarget('--svg', 'the chart', svg);
    const { findLearningRate } = await import('../../recipe/learning-rate/find.ts');
    const { applyTo, LearningRateReport } = await import('../learning-rate-report.ts');
    const { loaded, build } = await loadFamily(invocation);
    const target = await applyTo(options.apply, loaded.file, options.force === true);
    const activity = await openActivity(process.stderr);
    const began = performance.now();
    let report: InstanceType<typeof LearningRateReport>;
    try {
      const found = await findLearningRate(loaded.config, build, {
        steps,
        limit: budget === undefined ? TimeLimit.NONE : new TimeLimit(budget - FOR_REPORT),
        onTrial: (what) => activity.show(`find-lr: ${what}`),
      });
      report = new LearningRateReport(loaded, found, (performance.now() - began) / 1000);
    } finally {
      activity.end();
    }
    if (svg !== undefined) await report.writeSvg(svg);
    const applied = target === undefined ? undefined : await report.apply(target, invocation.overrides);
    if (options.json === true) report.printJson(applied);
    else await report.print(applied);
    return report.hasSuggestion ? 0 : 1;
  },
};
