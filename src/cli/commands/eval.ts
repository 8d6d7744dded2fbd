import { UserError } from '../../base/errors.ts';
import { percent } from '../../base/format.ts';
import type { DataPart } from '../../data/prepare.ts';
import { findRun } from '../../records/find-run.ts';
import { readCheckpoint, restoreCheckpoint, weightsSha256 } from '../../train/checkpoint.ts';
import { Evaluator } from '../../train/evaluate.ts';
import { buildExperiment, type Experiment } from '../../train/experiment.ts';
import { checkFingerprint } from '../../train/session.ts';
import type { Command } from '../command.ts';
import { loadRunConfig } from '../load-experiment.ts';
import { addJsonOption, addRunsOption, choiceOption, textOption } from '../options.ts';
import { print, printJson } from '../output.ts';

const PARTS = ['test', 'validation', 'train'] as const;

export const evalCommand: Command = {
  name: 'eval',
  summary: 'measure a trained network: loss, accuracy, a table of classes, the confusion matrix',
  takesOverrides: false,
  configure(command) {
    command.argument('<run>', 'the run: its name, its folder, or "last"');
    command.option('--checkpoint <which>', 'the weights to measure: "best" on the validation part, or "last"', 'best');
    command.option('--part <part>', 'the examples to measure on: "test", "validation" or "train"', 'test');
    addRunsOption(command);
    addJsonOption(command);
  },
  async run({ arguments: [reference = ''], options }) {
    const kind = choiceOption(options, 'checkpoint', ['best', 'last']) ?? 'best';
    const partName = choiceOption(options, 'part', PARTS) ?? 'test';
    const run = findRun(textOption(options, 'runs') ?? 'runs', reference);
    const { config, locate } = await loadRunConfig(run);
    const checkpoint = readCheckpoint(run.checkpointPath(kind));
    const experiment = buildExperiment(config, { locate, build: checkpoint.build });
    checkFingerprint(experiment, checkpoint);
    restoreCheckpoint(checkpoint, experiment, false);
    const evaluation = await new Evaluator(experiment).run(partOf(experiment, partName), async () => false);
    const { classes } = experiment.data.dataset;
    const { loss, accuracy, count, confusion } = evaluation;
    if (options.json === true) {
      const prefix = partName === 'validation' ? 'val' : partName;
      printJson({
        ...{ run: run.name, checkpoint: kind, epoch: checkpoint.state.epoch, part: partName },
        ...{ [`${prefix}Loss`]: loss, [`${prefix}Accuracy`]: accuracy, count, classes, confusion },
        weightsSha256: weightsSha256(experiment),
      });
      return 0;
    }
    const { styleFor } = await import('../../report/terminal/style.ts');
    const { classTable, confusionTable } = await import('../../report/terminal/tables.ts');
    const style = styleFor(process.stdout);
    print(`${run.name}, ${kind} weights (epoch ${checkpoint.state.epoch}), ${count} ${partName} images`);
    print(`loss ${loss.toFixed(4)}   accuracy ${percent(accuracy)}\n`);
    print(`${classTable(classes, confusion, style)}\n`);
    print(confusionTable(classes, confusion, style));
    return 0;
  },
};

/** @throws UserError when the data have no such part. */
function partOf({ data }: Experiment, name: (typeof PARTS)[number]): DataPart {
  const part = data[name];
  if (part !== undefined) return part;
  throw new UserError(`The data have no ${name} part.`, {
    facts: [['parts', PARTS.filter((one) => data[one] !== undefined).join(', ')]],
    hint: 'Choose one of the parts that there are, with --part.',
  });
}
