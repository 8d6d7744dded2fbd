import type { Label, Pass } from '../../tensor/labels.ts';
import type { Choice, PlannedCall } from '../../tensor/program.ts';
import { floatsOf } from '../../tensor/tensor.ts';
import { rangesOf } from '../../tensor/work.ts';
import type { Experiment } from '../experiment.ts';
import { TrainStep } from '../train-step.ts';

/** What a training step will run, before anything is computed. */
export interface StepPlan {
  readonly threads: number;
  /** Kernel calls of a step, the update among them. */
  readonly calls: number;
  /** Every layer, those inside of others before them, as in `Network.layers`. */
  readonly layers: readonly LayerStepPlan[];
  /** What belongs to no layer. */
  readonly parts: readonly { readonly name: string; readonly kernels: readonly KernelPlan[] }[];
}

export interface LayerStepPlan {
  readonly name: string;
  readonly type: string;
  /** Input, output and parameters of a batch: each pass has to read and write that much at least. */
  readonly bytes: number;
  readonly passes: readonly PassPlan[];
}

export interface PassPlan {
  /** `backward` is what computes several gradients at once, or works for them. */
  readonly pass: Pass;
  /** Of a batch, as the layer's definition counts them; only convolutions and linear layers have some. */
  readonly multiplyAdds: number | undefined;
  /** The algorithm, where the layer has a choice of several, or could have. */
  readonly algorithm: string | undefined;
  /** What each algorithm that fits would cost by the layer's model of cost, in its own unit; empty without a choice. */
  readonly costs: Choice['costs'];
  readonly kernels: readonly KernelPlan[];
}

export interface KernelPlan {
  readonly kernel: string;
  readonly calls: number;
  /** Parts that the work of each call is divided into; 1 when one thread does it. */
  readonly parts: number;
}

const PASSES: readonly Pass[] = ['forward', 'weight gradient', 'input gradient', 'backward'];

/** Captures a step and looks at it. The experiment must be built with `planOnly`. */
export function planStep(experiment: Experiment): StepPlan {
  const { network, config, engine } = experiment;
  const { batchSize } = config.train;
  const step = new TrainStep(experiment);
  step.run(batchSize, 0);
  step.update(0, 0);
  const captured = step.captured(batchSize);
  const programs = [captured.step, captured.update].filter((program) => program !== undefined);
  const calls = programs.flatMap((program) => program.calls);
  const choices = programs.flatMap((program) => program.choices);
  const of = (kind: Label['kind'], name: string, pass?: Pass) =>
    calls.filter(({ label }) => label.kind === kind && label.name === name && (pass === undefined || label.pass === pass));
  const parts = new Set(calls.flatMap(({ label }) => (label.kind === 'step' ? [label.name] : [])));
  const sizes = new Map(network.parameters.parameters.map(({ name, tensor }) => [name, tensor.floats]));
  return {
    threads: engine.threads,
    calls: calls.length,
    layers: network.layers.map(({ name, spec, macs, input, output, parameters }) => ({
      name,
      type: spec.type,
      bytes:
        4 * [input, output].reduce((sum, shape) => sum + floatsOf([batchSize, ...shape], 'lanes'), 0) +
        4 * parameters.reduce((sum, parameter) => sum + (sizes.get(parameter) ?? 0), 0),
      passes: PASSES.flatMap((pass) => {
        const kernels = kernelsOf(of('layer', name, pass), engine.threads);
        if (kernels.length === 0) return [];
        const choice = choices.find(({ label, pass: chosen }) => label.name === name && chosen === pass);
        return [
          {
            pass,
            multiplyAdds: macs === 0 || pass === 'backward' ? undefined : macs * batchSize,
            algorithm: choice?.algorithm,
            costs: choice?.costs ?? [],
            kernels,
          },
        ];
      }),
    })),
    parts: [...parts].map((name) => ({ name, kernels: kernelsOf(of('step', name), engine.threads) })),
  };
}

/** The kernels in the order in which they first come, calls of the same division together. */
function kernelsOf(calls: readonly PlannedCall[], threads: number): KernelPlan[] {
  const plans = new Map<string, KernelPlan>();
  for (const { kernel, work } of calls) {
    const parts = rangesOf(work, threads).length;
    const key = `${kernel} ${parts}`;
    plans.set(key, { kernel, parts, calls: (plans.get(key)?.calls ?? 0) + 1 });
  }
  return [...plans.values()];
}
