import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOperation, checkSameBits, relativeError } from '../../../test/helpers/operation.ts';
import { UserError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { Engine } from '../../tensor/engine.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { add } from '../elementwise/elementwise.ts';
import { plusResidual, thenRelu } from '../relu/relu.reference.ts';
import { relu } from '../relu/relu.ts';
import { batchNormReference } from './batch-norm.reference.ts';
import { type BatchNormOptions, type BatchNormState, batchNorm } from './batch-norm.ts';

const training: BatchNormOptions = { training: true };

function stateOf(engine: Engine, channels: number, running?: { mean: readonly number[]; variance: readonly number[] }) {
  const dense = (values: readonly number[]) => engine.persistent([channels], 'dense', true).set(values);
  return {
    gamma: dense(Array(channels).fill(1)),
    beta: dense(Array(channels).fill(0)),
    runningMean: dense(running?.mean ?? Array(channels).fill(0)),
    runningVariance: dense(running?.variance ?? Array(channels).fill(1)),
  };
}

/** What comes behind the normalisation. */
interface Behind {
  readonly residual: boolean;
  readonly activation: 'relu' | undefined;
}

const ALL_BEHIND: readonly Behind[] = [false, true].flatMap((residual) =>
  ([undefined, 'relu'] as const).map((activation) => ({ residual, activation })),
);

function check(
  shape: Shape,
  mode: 'training' | 'evaluation',
  seed = 1,
  epsilon = 1e-5,
  behind: Behind = { residual: false, activation: undefined },
): void {
  const [images = 1, channels = 1, height = 1, width = 1] = shape;
  const random = Random.derive(seed, 'running statistics');
  const running = {
    mean: Array.from({ length: channels }, () => Math.fround(random.normal())),
    variance: Array.from({ length: channels }, () => Math.fround(0.2 + random.uniform())),
  };
  const evaluation = mode === 'evaluation';
  const plain = batchNormReference(shape, epsilon, evaluation ? running : undefined);
  const added = behind.residual ? plusResidual(plain) : plain;
  checkOperation({
    inputs: [
      { shape, layout: 'lanes' },
      { shape: [channels], layout: 'dense' },
      { shape: [channels], layout: 'dense' },
      ...(behind.residual ? [{ shape, layout: 'lanes' as const }] : []),
    ],
    apply: ([x, gamma, beta, residual]) => {
      const state = { ...stateOf((x as Tensor).engine, channels, running), gamma, beta } as BatchNormState;
      return batchNorm(x as Tensor, state, { training: !evaluation, epsilon, residual, activation: behind.activation });
    },
    reference: behind.activation === 'relu' ? thenRelu(added) : added,
    reduction: images * height * width,
    seed,
  });
}

describe('batchNorm', () => {
  it.each<[string, Shape]>([
    ['two pixels', [1, 1, 1, 2]],
    ['three channels', [2, 3, 2, 3]],
    ['four channels', [3, 4, 3, 3]],
    ['five channels', [2, 5, 4, 2]],
    ['more rows than a block', [3, 6, 5, 9]],
    ['many channels', [2, 19, 3, 3]],
    ['features', [7, 5]],
    ['features, one of them', [4, 1]],
    ['features, a block and one row', [65, 8]],
  ])('%s', (_, shape) => {
    for (const behind of ALL_BEHIND) {
      check(shape, 'training', 1, 1e-5, behind);
      check(shape, 'evaluation', 1, 1e-5, behind);
    }
  });

  it('agrees with the reference on random shapes', () => {
    const shapes = fc.record({
      shape: fc.tuple(
        fc.integer({ min: 3, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
      ),
      features: fc.boolean(),
      mode: fc.constantFrom('training' as const, 'evaluation' as const),
      behind: fc.constantFrom(...ALL_BEHIND),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(shapes, ({ shape, features, mode, behind, seed }) => {
        check(features ? shape.slice(0, 2) : shape, mode, seed, 1e-3, behind);
      }),
      { numRuns: 120, seed: 7 },
    );
  });

  it('with a residual and ReLU behind it is what the operations would be one after the other, bit for bit', () => {
    const shapes = fc.record({
      shape: fc.tuple(
        fc.integer({ min: 2, max: 4 }),
        fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 60, max: 70 })),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
      ),
      behind: fc.constantFrom(...ALL_BEHIND),
      evaluation: fc.boolean(),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(shapes, ({ shape, behind: { residual: has, activation }, evaluation, seed }) => {
        const channels = shape[1];
        const operands = [
          { shape, layout: 'lanes' },
          { shape: [channels], layout: 'dense' },
          { shape: [channels], layout: 'dense' },
          { shape, layout: 'lanes' },
        ] as const;
        const normalize = ([x, gamma, beta]: readonly Tensor[], options: Partial<BatchNormOptions>) =>
          batchNorm(x as Tensor, { ...stateOf((x as Tensor).engine, channels), gamma, beta } as BatchNormState, {
            training: !evaluation,
            ...options,
          });
        checkSameBits(
          operands,
          (inputs) => normalize(inputs, { residual: has ? inputs[3] : undefined, activation }),
          (inputs) => {
            const normal = normalize(inputs, {});
            const sum = has ? add(normal, inputs[3] as Tensor) : normal;
            return activation === 'relu' ? relu(sum) : sum;
          },
          seed,
        );
      }),
      { numRuns: 120, seed: 7 },
    );
  });

  it('adds its own input to itself', () => {
    const shape = [3, 5, 4, 2];
    const operand = [{ shape, layout: 'lanes' }] as const;
    checkSameBits(
      operand,
      ([x]) => batchNorm(x as Tensor, stateOf((x as Tensor).engine, 5), { training: true, residual: x, activation: 'relu' }),
      ([x]) => relu(add(batchNorm(x as Tensor, stateOf((x as Tensor).engine, 5), { training: true }), x as Tensor)),
    );
  });

  it('keeps NaN behind ReLU, so that a divergence is seen', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 2], 'lanes').set([1, Number.NaN, 2, 3]);
    const y = engine.step(() => batchNorm(x, stateOf(engine, 2), { training: true, activation: 'relu' }).toArray());
    expect([y[0], y[1], Math.sign(y[2] as number), y[3]]).toEqual([0, Number.NaN, 1, Number.NaN]);
  });

  it('knows mean and variance where the first row of a block is far from all others', () => {
    const engine = new Engine();
    const random = Random.derive(4, 'outliers');
    const values = Float32Array.from({ length: 256 * 5 }, (_, i) => (Math.floor(i / 5) % 64 === 0 ? 1000 : random.normal()));
    const state = stateOf(engine, 5);
    const x = engine.persistent([256, 5], 'lanes').set(values);
    engine.step(() => batchNorm(x, state, { training: true, momentum: 1 }));
    const exact = batchNormReference([256, 5], 1e-5).statistics(Float64Array.from(values));
    // What the normalisation depends on is the error of the mean in units of the deviation.
    const smallest = Math.sqrt(Math.min(...exact.variance));
    state.runningMean.toArray().forEach((mean, c) => {
      expect(Math.abs(mean - (exact.mean[c] as number)) / smallest).toBeLessThan(1e-6);
    });
    const unbiased = exact.variance.map((variance) => (variance * 256) / 255);
    expect(relativeError(state.runningVariance.toArray(), unbiased)).toBeLessThan(2e-5);
  });

  it('has small errors over very many rows far from zero', () => {
    const engine = new Engine();
    const rows = 100_003;
    const random = Random.derive(3, 'rows');
    const values = Float32Array.from({ length: rows }, () => 20 + random.normal());
    const x = engine.persistent([rows, 1], 'lanes').set(values);
    const state = stateOf(engine, 1);
    const y = engine.step(() => batchNorm(x, state, { training: true, momentum: 1 }).toArray());
    const reference = batchNormReference([rows, 1], 1e-5);
    const exact = reference.statistics(Float64Array.from(values));
    const [variance = 0] = exact.variance;
    expect(relativeError(state.runningMean.toArray(), exact.mean)).toBeLessThan(1e-7);
    expect(relativeError(state.runningVariance.toArray(), [(variance * rows) / (rows - 1)])).toBeLessThan(1e-6);
    const ones = [Float64Array.from(values), Float64Array.of(1), Float64Array.of(0)];
    expect(relativeError(y, reference.forward(ones))).toBeLessThan(1e-6);
  });

  it('updates the running statistics as PyTorch does, again on every replay', () => {
    const engine = new Engine();
    const x = engine.persistent([2, 2, 1, 2], 'lanes').set([1, 2, 10, 10, 3, 6, 10, 14]);
    const state = stateOf(engine, 2, { mean: [0, 1], variance: [1, 2] });
    const program = engine.capture(() => batchNorm(x, state, { training: true, momentum: 0.1 }));
    // Means 3 and 11, unbiased variances 14/3 and 4.
    expect(relativeError(state.runningMean.toArray(), [0.3, 0.9 + 1.1])).toBeLessThan(1e-7);
    expect(relativeError(state.runningVariance.toArray(), [0.9 + 1.4 / 3, 1.8 + 0.4])).toBeLessThan(1e-7);
    program.replay();
    expect(relativeError(state.runningMean.toArray(), [0.57, 2.9])).toBeLessThan(1e-7);
    expect(program.kernels).toContain('batch_norm_update_running');
  });

  it.each<[string, BatchNormOptions]>([
    ['a step that is only looked at', { training: true }],
    ['evaluation', { training: false, momentum: 0.1 }],
  ])('leaves the running statistics alone in %s', (_, options) => {
    const engine = new Engine();
    const x = engine.persistent([2, 1, 1, 2], 'lanes').set([1, 2, 3, 6]);
    const state = stateOf(engine, 1, { mean: [5], variance: [4] });
    engine.step(() => batchNorm(x, state, options));
    expect([...state.runningMean.toArray(), ...state.runningVariance.toArray()]).toEqual([5, 4]);
  });

  it('turns a constant channel into beta, with no gradient to x', () => {
    const engine = new Engine();
    const x = engine.persistent([4, 1], 'lanes', true).set([3, 3, 3, 3]);
    const state = stateOf(engine, 1);
    state.beta.set([0.5]);
    engine.step(() => {
      const y = batchNorm(x, state, training);
      expect([...y.toArray()]).toEqual([0.5, 0.5, 0.5, 0.5]);
      engine.tape.backward(y, engine.output([4, 1], 'lanes', []).set([2, 2, 2, 2]));
      expect([...(x.gradientArray() as Float32Array)]).toEqual([0, 0, 0, 0]);
      expect([...(state.beta.gradientArray() as Float32Array)]).toEqual([8]);
    });
  });

  it('refuses a single value per channel in training, and takes it in evaluation', () => {
    const engine = new Engine();
    const x = engine.persistent([1, 2, 1, 1], 'lanes').set([1, 2]);
    const state = stateOf(engine, 2);
    expect(() => batchNorm(x, state, training)).toThrow(
      new UserError('batch normalisation needs more than one value per channel in training', {
        facts: [['input', '[1, 2, 1, 1]   (N, C, H, W)']],
        hint: 'Use a larger batch, or leave the normalisation out where an image is down to one pixel.',
      }),
    );
    expect(engine.step(() => batchNorm(x, state, { training: false }).toArray()).length).toBe(2);
  });

  it('says which shapes do not fit', () => {
    const engine = new Engine();
    expect(() => batchNorm(engine.persistent([4, 3], 'lanes'), stateOf(engine, 2), training)).toThrow(
      new UserError('batch-norm: the input has 3 channels but gamma has shape [2]', {
        facts: [
          ['input', '[4, 3]   (N, C)'],
          ['gamma', '[2]   (expected [3])'],
        ],
      }),
    );
    const other = { training: true, residual: engine.persistent([4, 2], 'lanes') };
    expect(() => batchNorm(engine.persistent([4, 3], 'lanes'), stateOf(engine, 3), other)).toThrow(
      new UserError('batch-norm: the residual does not have the shape of the input', {
        facts: [
          ['input', '[4, 3]   lanes'],
          ['residual', '[4, 2]   lanes'],
        ],
      }),
    );
    expect(() => batchNorm(engine.persistent([4, 3, 2], 'lanes'), stateOf(engine, 3), training)).toThrow(
      new UserError('batch-norm: the input is neither images nor features', {
        facts: [['input', '[4, 3, 2]   (expected N, C, H, W or N, C)']],
      }),
    );
  });
});
