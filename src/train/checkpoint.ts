import { createHash } from 'node:crypto';
import { type Fact, UserError } from '../base/errors.ts';
import { readBytes, replaceFile } from '../base/files.ts';
import { shapeText } from '../base/format.ts';
import type { KernelBuild } from '../kernels/load.ts';
import { decodeSafetensors, encodeSafetensors, type Safetensors, type SafetensorsTensor } from '../records/safetensors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Experiment } from './experiment.ts';
import { decodeState, encodeState, type TrainingState } from './state.ts';

/**
 * Checkpoints are safetensors files. The weights have the names and shapes that PyTorch gives them, running statistics
 * and their batch counter included; `last` has the optimizer's state too (`optimizer.exp_avg.conv1.weight`), and where the
 * training stands, in the metadata.
 */
export interface Checkpoint {
  readonly path: string;
  readonly tensors: Safetensors['tensors'];
  readonly state: TrainingState;
  /** The build of the kernels that made it: another one goes on with other bits. */
  readonly build: KernelBuild;
  /** Identifies the data that it was trained on. */
  readonly fingerprint: string;
}

const OPTIMIZER = 'optimizer.';
const BATCHES = 'num_batches_tracked';

/** @param withOptimizer Whether to save what resuming needs beside the weights. */
export function saveCheckpoint(path: string, experiment: Experiment, state: TrainingState, withOptimizer: boolean): void {
  const tensors = new Map([...weightTensors(experiment), ...batchCounters(experiment, state.step)]);
  if (withOptimizer) for (const [name, tensor] of optimizerTensors(experiment)) tensors.set(name, tensor);
  const { fingerprint, classes, normalization } = experiment.data.summary;
  const metadata = {
    format: 'pt',
    generator: 'cnn-run',
    kernels: experiment.engine.build,
    fingerprint,
    classes: JSON.stringify(classes),
    normalization: JSON.stringify(normalization),
    state: encodeState(state),
  };
  replaceFile(path, encodeSafetensors(tensors, metadata));
}

/** @throws UserError when the file is missing, truncated or not a checkpoint of ours. */
export function readCheckpoint(path: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(readBytes(path, 'the checkpoint'), path);
  const state = decodeState(metadata.state ?? '');
  const build = metadata.kernels;
  if (state === undefined || (build !== 'relaxed' && build !== 'simd')) {
    throw new UserError('The file is not a checkpoint of cnn-run.', {
      facts: [
        ['path', path],
        [
          'missing',
          state === undefined ? 'the state of the training in its metadata' : 'the build of the kernels in its metadata',
        ],
      ],
    });
  }
  return { path, tensors, state, build, fingerprint: metadata.fingerprint ?? '' };
}

/**
 * Puts the weights of a checkpoint into the network, and with `withOptimizer` the optimizer's state too.
 * @throws UserError when the checkpoint is of another network or optimizer; nothing is changed then.
 */
export function restoreCheckpoint(checkpoint: Checkpoint, experiment: Experiment, withOptimizer: boolean): void {
  const wanted = new Map(weightTensors(experiment));
  if (withOptimizer) for (const [name, tensor] of optimizerTensors(experiment)) wanted.set(name, tensor);
  const problems: Fact[] = [];
  for (const [name, { shape }] of wanted) {
    const given = checkpoint.tensors.get(name);
    if (given === undefined) problems.push(['missing', name]);
    else if (given.dtype !== 'F32' || given.shape.join() !== shape.join()) {
      problems.push(['different', `${name}: ${given.dtype} ${shapeText(given.shape)}, the config says F32 ${shapeText(shape)}`]);
    }
  }
  for (const name of checkpoint.tensors.keys()) {
    const ignored = name.endsWith(`.${BATCHES}`) || (name.startsWith(OPTIMIZER) && !withOptimizer);
    if (!wanted.has(name) && !ignored) problems.push(['unknown', name]);
  }
  if (problems.length > 0) {
    const more = problems.length - 6;
    throw new UserError('The checkpoint is of another network than the config describes.', {
      facts: [['checkpoint', checkpoint.path], ...problems.slice(0, 6), ...(more > 0 ? [['and', `${more} more`] as const] : [])],
    });
  }
  for (const [name, { bytes }] of wanted) bytes.set((checkpoint.tensors.get(name) as SafetensorsTensor).bytes);
}

/** SHA-256 of all weights and running statistics with their names, hexadecimal: equal networks, equal text. */
export function weightsSha256(experiment: Experiment): string {
  const hash = createHash('sha256');
  const byName = [...weightTensors(experiment)].sort(([a], [b]) => (a < b ? -1 : 1));
  // Copied, since the hash does not take views of shared memory.
  for (const [name, { bytes }] of byName) hash.update(`${name}\n`).update(bytes.slice());
  return hash.digest('hex');
}

/** Views of the weights and running statistics, by name. */
function weightTensors({ network }: Experiment): [string, SafetensorsTensor][] {
  const parameters = network.parameters.parameters.map(({ name, tensor }) => [name, tensor] as const);
  return [...parameters, ...network.buffers].map(([name, tensor]) => [name, viewOf(tensor, tensor.address)]);
}

/** Views of the optimizer's state, a part for each parameter. */
function optimizerTensors({ network, optimizer }: Experiment): [string, SafetensorsTensor][] {
  const { parameters, ranges } = network.parameters;
  const base = ranges[0]?.weights ?? 0;
  return [...optimizer.state].flatMap(([kind, { address }]) =>
    parameters.map(({ name, tensor }): [string, SafetensorsTensor] => [
      `${OPTIMIZER}${kind}.${name}`,
      viewOf(tensor, address + tensor.address - base),
    ]),
  );
}

/** PyTorch counts the batches that each batch normalisation has seen. */
function batchCounters({ network }: Experiment, step: number): [string, SafetensorsTensor][] {
  const bytes = new Uint8Array(BigInt64Array.of(BigInt(step)).buffer);
  return [...network.buffers.keys()]
    .filter((name) => name.endsWith('.running_mean'))
    .map((name) => [name.replace(/running_mean$/, BATCHES), { dtype: 'I64', shape: [], bytes }]);
}

function viewOf(tensor: Tensor, address: number): SafetensorsTensor {
  return { dtype: 'F32', shape: tensor.shape, bytes: tensor.engine.memory.uint8(address, 4 * tensor.size) };
}
