import { bytes as bytesText, count } from '../../base/format.ts';
import { buildExperiment, type Experiment } from '../../train/experiment.ts';
import { measureMemory } from '../../train/measure-memory.ts';
import { planStep, type StepPlan } from '../../train/profile/step-plan.ts';
import type { Command } from '../command.ts';
import { inTreeOrder } from '../layer-tree.ts';
import { loadExperiment } from '../load-experiment.ts';
import { addConfigOptions, addJsonOption, addThreadsOption, countOption, THREADS_LIMIT } from '../options.ts';
import { print, printJson } from '../output.ts';

export const describeCommand: Command = {
  name: 'describe',
  summary: 'show the network of a config: layers, shapes, parameters, multiply-adds, memory, expected initial loss',
  takesOverrides: true,
  configure(command) {
    command.argument('<config>', 'the config file, YAML or JSON');
    command.option('--plan', 'list what a training step runs: algorithms with their costs, kernels, division among threads');
    addThreadsOption(command);
    addConfigOptions(command);
    addJsonOption(command);
  },
  async run(invocation) {
    const [file = ''] = invocation.arguments;
    const { config, locate } = await loadExperiment(file, invocation);
    const threads = countOption(invocation.options, 'threads', THREADS_LIMIT);
    // Nothing is computed: the step is only laid out, to count its memory.
    const experiment = buildExperiment(config, { locate, threads, planOnly: true });
    const description = await describe(experiment);
    const plan = invocation.options.plan === true ? planStep(experiment) : undefined;
    if (invocation.options.json === true) printJson({ name: config.name, ...description, ...(plan && { plan }) });
    else {
      await printTable(config.name, experiment, description);
      if (plan !== undefined) await printPlan(experiment, plan);
    }
    return 0;
  },
};

type Description = Awaited<ReturnType<typeof describe>>;

async function describe(experiment: Experiment) {
  const { engine, network, loss, data, plan, config } = experiment;
  const { activations, ...memory } = await measureMemory(experiment);
  const sizes = new Map(network.parameters.parameters.map(({ name, tensor }) => [name, tensor.size]));
  const layers = network.layers.map((layer, i) => ({
    name: layer.name,
    type: layer.spec.type,
    outputShape: layer.output,
    parameters: layer.parameters.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0),
    macs: layer.macs,
    activationBytes: activations[i] ?? 0,
    receptiveField: layer.receptiveField.size,
    effectiveStride: layer.receptiveField.stride,
  }));
  return {
    input: [data.dataset.channels, data.dataset.height, data.dataset.width],
    classes: data.dataset.classes.length,
    layers,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
    macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    batchSize: config.train.batchSize,
    threads: engine.threads,
    memoryBytes: { ...memory, total: Object.values(memory).reduce((sum, bytes) => sum + bytes, 0) },
    expectedInitialLoss: loss.expectedInitialLoss(data.dataset.classes.length),
    examples: data.summary.counts,
    stepsPerEpoch: plan.stepsPerEpoch,
    totalSteps: plan.totalSteps,
  };
}

async function printTable(name: string, experiment: Experiment, description: Description): Promise<void> {
  const { styleFor } = await import('../../report/terminal/style.ts');
  const { layersTable, summaryTable } = await import('../../report/terminal/tables.ts');
  const style = styleFor(process.stdout);
  const { memoryBytes, examples, plan } = { ...description, plan: experiment.plan };
  print(`${name}: input ${description.input.join(' x ')}, ${description.classes} classes\n`);
  print(
    layersTable(
      inTreeOrder(experiment.network, description.layers).map((layer) => ({
        ...layer,
        receptiveField: layer.receptiveField.join(' x '),
      })),
      style,
    ),
  );
  print(
    summaryTable(
      [
        ['parameters', count(description.parameters)],
        ['multiply-adds', `${count(description.macs)} an image, forward`],
        [
          'memory at peak',
          `${bytesText(memoryBytes.total)} on ${description.threads === 1 ? 'one thread' : `${description.threads} threads`}`,
        ],
        ...memoryRows(description).map(([what, text]) => [`  ${what}`, text] as const),
        ['expected initial loss', description.expectedInitialLoss.toFixed(4)],
        ['examples', `${count(examples.train)} train, ${count(examples.validation)} validation, ${count(examples.test)} test`],
        ['steps', `${count(plan.totalSteps)} (${count(plan.stepsPerEpoch)} an epoch)`],
      ],
      style,
    ),
  );
}

/** What the memory at the peak is made of. */
function memoryRows({ memoryBytes, batchSize }: Description): readonly (readonly [what: string, text: string])[] {
  const { step, parameters, gradients, optimizer, checkpoint, data, threads, process: program } = memoryBytes;
  return [
    ['step', `${bytesText(step)} at batch size ${batchSize}`],
    ['weights', `${bytesText(parameters + gradients + optimizer)} with gradients and optimizer`],
    ['checkpoints', `${bytesText(checkpoint)} while they are written`],
    ['data', bytesText(data)],
    ...(threads > 0 ? [['other threads', bytesText(threads)] as const] : []),
    ['program', `${bytesText(program)} with Node.js`],
  ];
}

async function printPlan({ config }: Experiment, plan: StepPlan): Promise<void> {
  const [{ styleFor }, { planList }] = await Promise.all([
    import('../../report/terminal/style.ts'),
    import('../../report/terminal/plan-list.ts'),
  ]);
  const style = styleFor(process.stdout);
  const threads = plan.threads === 1 ? 'one thread' : `${plan.threads} threads`;
  print(`\nA training step at batch size ${config.train.batchSize}, on ${threads}: ${count(plan.calls)} kernel calls\n`);
  print(`${planList(plan, style)}\n`);
  const hasChoice = plan.layers.some(({ passes }) => passes.some(({ costs }) => costs.length > 0));
  const isDivided = plan.threads > 1;
  print([...(hasChoice ? [COST_NOTE] : []), ...(isDivided ? [PARTS_NOTE] : []), CALLS_NOTE].map(style.dim).join('\n'));
}

const COST_NOTE = `cost: estimated from the shapes alone, in vector multiply-adds of the direct
algorithm; the least sum over all three passes is taken, computed or not`;
const PARTS_NOTE = '/6: in six parts, which the threads share out; without it one thread does it';
const CALLS_NOTE = '*2: called twice; MB: the input, the output and the parameters of a batch';
