import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { bytesOf, EVERY_KIND, experimentFor, temporaryFolder } from '../../test/helpers/experiment.ts';
import { decodeSafetensors } from '../records/safetensors.ts';
import { readCheckpoint, restoreCheckpoint, saveCheckpoint, weightsSha256 } from './checkpoint.ts';
import type { Experiment } from './experiment.ts';
import { initialState, type TrainingState } from './state.ts';
import { TrainStep } from './train-step.ts';

const folder = temporaryFolder('checkpoint');
const path = (name: string) => join(folder, `${name}.safetensors`);
const ADAM = { type: 'adam', lr: 0.01 };
const build = (given: { optimizer?: object; model?: readonly unknown[]; seed?: number } = {}) =>
  experimentFor(folder, { model: EVERY_KIND, optimizer: ADAM, train: { batchSize: 20 }, ...given });

/** Trains from step `from` to step `to`. */
function train(experiment: Experiment, from: number, to: number): void {
  const { stage, data } = experiment;
  const step = new TrainStep(experiment);
  for (let i = from; i < to; i++) {
    stage.load(data.train.set, data.train.indices, (i % 8) * 20, (i % 8) * 20 + 20);
    step.run(20, i);
    step.update(i, 0.01);
  }
}

const STATE: TrainingState = {
  ...initialState(),
  ...{ step: 5, epoch: 1 },
  best: { epoch: 1, trainLoss: Number.NaN, trainAccuracy: 0.1, valLoss: Number.POSITIVE_INFINITY, valAccuracy: 0.3 },
};

/** The checkpoint of a training after 5 steps. */
function saved(name: string, withOptimizer = true, given: Parameters<typeof build>[0] = {}): Experiment {
  const experiment = build(given);
  train(experiment, 0, 5);
  saveCheckpoint(path(name), experiment, STATE, withOptimizer);
  return experiment;
}

describe('a checkpoint', () => {
  it('brings weights, statistics and the optimizer back bit for bit, and training goes on as if never stopped', () => {
    const original = saved('all');
    const other = build({ seed: 9 });
    const checkpoint = readCheckpoint(path('all'));
    restoreCheckpoint(checkpoint, other, true);
    expect(bytesOf(other)).toEqual(bytesOf(original));
    expect(checkpoint.state).toEqual(STATE);
    expect([checkpoint.build, checkpoint.fingerprint]).toEqual([original.engine.build, original.data.summary.fingerprint]);

    const same = build();
    restoreCheckpoint(checkpoint, same, true);
    train(same, 5, 10);
    train(original, 5, 10);
    expect(bytesOf(same)).toEqual(bytesOf(original));
  });

  it.each([
    { type: 'sgd', momentum: 0.9 },
    { type: 'rmsprop', centered: true, momentum: 0.5 },
    { type: 'adagrad' },
    { type: 'adamw' },
  ])('holds the state of $type', (optimizer) => {
    const original = saved(optimizer.type, true, { optimizer });
    const other = build({ optimizer, seed: 9 });
    restoreCheckpoint(readCheckpoint(path(optimizer.type)), other, true);
    expect(bytesOf(other)).toEqual(bytesOf(original));
  });

  it('has the names, types and shapes of PyTorch, and the state of the optimizer beside', () => {
    saved('names');
    const { tensors, metadata } = decodeSafetensors(readFileSync(path('names')), 'names');
    const listed = [...tensors].map(([name, { dtype, shape }]) => `${name} ${dtype} [${shape.join(', ')}]`).sort();
    expect(listed).toEqual(
      [
        ...['conv.weight F32 [5, 1, 3, 3]', 'conv.bias F32 [5]', 'bn.weight F32 [5]', 'bn.bias F32 [5]'],
        ...['bn.running_mean F32 [5]', 'bn.running_var F32 [5]', 'bn.num_batches_tracked I64 []'],
        ...['fc.weight F32 [4, 80]', 'fc.bias F32 [4]'],
        ...['exp_avg', 'exp_avg_sq'].flatMap((kind) => [
          ...[`optimizer.${kind}.conv.weight F32 [5, 1, 3, 3]`, `optimizer.${kind}.conv.bias F32 [5]`],
          ...[`optimizer.${kind}.bn.weight F32 [5]`, `optimizer.${kind}.bn.bias F32 [5]`],
          ...[`optimizer.${kind}.fc.weight F32 [4, 80]`, `optimizer.${kind}.fc.bias F32 [4]`],
        ]),
      ].sort(),
    );
    const counter = tensors.get('bn.num_batches_tracked')?.bytes ?? new Uint8Array(8);
    expect(new DataView(counter.buffer, counter.byteOffset).getBigInt64(0, true)).toBe(5n);
    expect(metadata).toMatchObject({ format: 'pt', generator: 'cnn-run', classes: '["0","1","2","3"]' });
    expect(JSON.parse(metadata.normalization ?? '')).toMatchObject({ kind: 'standard' });
  });

  it('of the weights alone fits any optimizer, and leaves its state as it is', () => {
    const original = saved('weights', false);
    const other = build({ optimizer: { type: 'sgd', momentum: 0.9 } });
    train(other, 0, 2);
    const before = bytesOf(other).get('optimizer momentum_buffer');
    restoreCheckpoint(readCheckpoint(path('weights')), other, false);
    expect(weightsSha256(other)).toBe(weightsSha256(original));
    expect(bytesOf(other).get('optimizer momentum_buffer')).toEqual(before);
  });

  it('with the state of an optimizer gives its weights to another', () => {
    const original = saved('both');
    const other = build({ optimizer: { type: 'sgd' } });
    restoreCheckpoint(readCheckpoint(path('both')), other, false);
    expect(weightsSha256(other)).toBe(weightsSha256(original));
  });

  it('is the same file for the same training', () => {
    saved('one');
    saved('two');
    expect(readFileSync(path('one')).equals(readFileSync(path('two')))).toBe(true);
  });
});

describe('a checkpoint that does not fit', () => {
  const failing = (name: string, experiment: Experiment, withOptimizer: boolean) => {
    const before = bytesOf(experiment);
    const { message } = userErrorOf(() => restoreCheckpoint(readCheckpoint(path(name)), experiment, withOptimizer));
    expect(bytesOf(experiment)).toEqual(before);
    return message;
  };

  it('is refused with the names and shapes that differ, and nothing is changed', () => {
    saved('network', false);
    const other = build({
      model: [
        { type: 'conv2d', name: 'conv', channels: 5, kernel: 5 },
        'relu',
        'flatten',
        { type: 'linear', name: 'out', features: 'classes' },
      ],
    });
    expect(failing('network', other, false)).toBe(
      [
        'The checkpoint is of another network than the config describes.',
        `  checkpoint   ${path('network')}`,
        '  different    conv.weight: F32 [5, 1, 3, 3], the config says F32 [5, 1, 5, 5]',
        '  missing      out.weight',
        '  missing      out.bias',
        '  unknown      bn.bias',
        '  unknown      bn.running_mean',
        '  unknown      bn.running_var',
        '  and          3 more',
      ].join('\n'),
    );
  });

  it('lacks the state of another optimizer', () => {
    saved('optimizer');
    const { message } = userErrorOf(() =>
      restoreCheckpoint(readCheckpoint(path('optimizer')), build({ optimizer: { type: 'sgd', momentum: 0.9 } }), true),
    );
    expect(message.split('\n').slice(2, 4)).toEqual([
      '  missing      optimizer.momentum_buffer.conv.weight',
      '  missing      optimizer.momentum_buffer.conv.bias',
    ]);
  });
});

describe('a file that is no checkpoint of ours', () => {
  it('is refused when it is not there', () => {
    expect(userErrorOf(() => readCheckpoint(path('none'))).message).toBe(
      `Cannot read the checkpoint: there is no such file or folder.\n  path   ${path('none')}`,
    );
  });

  it.each([
    ['state', 'the state of the training in its metadata'],
    ['kernels', 'the build of the kernels in its metadata'],
  ])('is refused without %s', (key, missing) => {
    saved(key);
    // As long as before, so that the file stays whole.
    const text = readFileSync(path(key), 'latin1').replace(`"${key}":`, `"${'x'.repeat(key.length)}":`);
    writeFileSync(path(key), text, 'latin1');
    expect(userErrorOf(() => readCheckpoint(path(key))).message).toBe(
      `The file is not a checkpoint of cnn-run.\n  path      ${path(key)}\n  missing   ${missing}`,
    );
  });

  it('is refused when it is cut short', () => {
    saved('cut');
    writeFileSync(path('cut'), readFileSync(path('cut')).subarray(0, -1));
    expect(userErrorOf(() => readCheckpoint(path('cut'))).message).toContain(path('cut'));
  });
});

describe('weightsSha256', () => {
  it('depends on every weight and running statistic', () => {
    const experiment = build();
    const seen = new Set([weightsSha256(experiment)]);
    const { network } = experiment;
    const tensors = [...network.parameters.parameters.map(({ tensor }) => tensor), ...network.buffers.values()];
    for (const tensor of tensors) {
      const values = tensor.toArray();
      values[values.length - 1] = (values.at(-1) ?? 0) + 1;
      tensor.set(values);
      seen.add(weightsSha256(experiment));
    }
    expect(seen.size).toBe(tensors.length + 1);
    expect(weightsSha256(build())).toBe([...seen][0]);
  });
});
