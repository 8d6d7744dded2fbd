import { TimeLimit } from '../../base/time-limit.ts';
import type { CheckResult } from '../../checks/check.ts';
import { openActivity } from '../activity.ts';
import type { Command } from '../command.ts';
import { loadFamily } from '../load-experiment.ts';
import { addConfigOptions, addJsonOption, addThreadsOption, choiceOption, durationOption, textOption } from '../options.ts';
import { checkTarget } from '../output.ts';

/** What is kept of a time budget for writing down what was found, in milliseconds. */
const FOR_REPORT = 300;

export const sanityCheckCommand: Command = {
  name: 'sanity-check',
  summary: 'check a training set-up before training: data, initial loss, gradients, overfitting a small sample, learning rate',
  takesOverrides: true,
  configure(command) {
    command.argument('<config>', 'the config file, YAML or JSON');
    command.option(
      '--budget <time>',
      'be done within this time, such as 30s or 2m: checks are shortened or left out, and it says which',
    );
    command.option('--fail-on <verdict>', 'what makes the exit code 1: "fail", or "warn" for warnings too', 'fail');
    command.option('--gradcheck', 'also check the gradients by finite differences');
    command.option('--save-batch <file>', 'save a picture of a training batch as the network sees it, with labels, as PNG');
    command.option('--junit <file>', 'write the checks as JUnit XML, which CI systems show');
    addThreadsOption(command);
    addConfigOptions(command);
    addJsonOption(command);
  },
  async run(invocation) {
    const { options } = invocation;
    const failOn = choiceOption(options, 'failOn', ['fail', 'warn'] as const) ?? 'fail';
    const budget = await durationOption(options, 'budget');
    const files = { junit: textOption(options, 'junit'), batch: textOption(options, 'saveBatch') };
    if (files.junit !== undefined) checkTarget('--junit', 'the report', files.junit);
    if (files.batch !== undefined) checkTarget('--save-batch', 'the picture', files.batch);
    // Checks are many, and other commands should not wait until they are loaded.
    const [{ runChecks }, { Subject }, { hasPassed, SanityReport }] = await Promise.all([
      import('../../checks/run.ts'),
      import('../../checks/subject.ts'),
      import('../sanity-report.ts'),
    ]);
    const { loaded, build } = await loadFamily(invocation);
    const subject = new Subject(loaded.config, build);
    // Whatever is wrong with the config comes out here, before anything is said to be checked.
    void subject.configured;
    const activity = await openActivity(process.stderr);
    let results: CheckResult[];
    try {
      results = await runChecks(subject, {
        limit: budget === undefined ? TimeLimit.NONE : new TimeLimit(budget - FOR_REPORT),
        onDemand: options.gradcheck === true,
        onStart: ({ title }) => activity.show(`checking: ${title}`),
      });
    } finally {
      activity.end();
    }
    const report = new SanityReport(loaded, results, failOn);
    await report.writeFiles(subject, files);
    await report.tellCi(process.env);
    if (options.json === true) report.printJson();
    else await report.print();
    return hasPassed(results, failOn) ? 0 : 1;
  },
};
