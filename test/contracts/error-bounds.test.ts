/**
 * How far the kernels may be from float64, over random shapes of the sizes that networks have and over inputs as they occur there.
 *
 * A sum of n products that is rounded n times is off by at most n u times the sum of the absolute products (Higham, "Accuracy and
 * Stability of Numerical Algorithms", 2002, section 3.1), u = 2^-24; the root of n stands for n where roundings go up and down alike
 * (section 2.8). So the largest error over the largest value is held below a constant times u sqrt(n), the same constant for all
 * lengths and inputs. Where all values happen to cancel, what sums of such length and such inputs usually come to takes the
 * place of the largest.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { avgPool2dReference } from '../../src/ops/avg-pool2d/avg-pool2d.reference.ts';
import { avgPool2d } from '../../src/ops/avg-pool2d/avg-pool2d.ts';
import { batchNormReference } from '../../src/ops/batch-norm/batch-norm.reference.ts';
import { batchNorm } from '../../src/ops/batch-norm/batch-norm.ts';
import { ALGORITHMS, type Algorithm, canCompute } from '../../src/ops/conv2d/algorithm.ts';
import { conv2dReference } from '../../src/ops/conv2d/conv2d.reference.ts';
import { conv2d } from '../../src/ops/conv2d/conv2d.ts';
import { placeWindow } from '../../src/ops/conv2d/geometry.ts';
import { crossEntropyReference } from '../../src/ops/cross-entropy/cross-entropy.reference.ts';
import { crossEntropy } from '../../src/ops/cross-entropy/cross-entropy.ts';
import { globalAvgPool2dReference } from '../../src/ops/global-avg-pool2d/global-avg-pool2d.reference.ts';
import { globalAvgPool2d } from '../../src/ops/global-avg-pool2d/global-avg-pool2d.ts';
import { hingeReference } from '../../src/ops/hinge/hinge.reference.ts';
import { hinge } from '../../src/ops/hinge/hinge.ts';
import { linearReference } from '../../src/ops/linear/linear.reference.ts';
import { linear } from '../../src/ops/linear/linear.ts';
import { maxPool2dReference } from '../../src/ops/max-pool2d/max-pool2d.reference.ts';
import { maxPool2d } from '../../src/ops/max-pool2d/max-pool2d.ts';
import { softmaxReference } from '../../src/ops/softmax/softmax.reference.ts';
import { softmax } from '../../src/ops/softmax/softmax.ts';
import { optimizers } from '../../src/optim/index.ts';
import { type ReferenceOptions, referenceOptimizer } from '../../src/optim/optimizer.reference.ts';
import { convolutionFloat64 } from '../helpers/convolution-float64.ts';
import { distributions, draw, type Given, placeInt32, runKernels, sizeOf, UNIT } from '../helpers/error-bounds.ts';
import { relativeError } from '../helpers/operation.ts';
import { optimizerOnKernels } from '../helpers/optimizer.ts';
import { winogradErrorFactors } from '../helpers/winograd-error.ts';

/** Roundings in units of u sqrt(n), relative to the largest value: half of it or less is what is seen. */
const ROUNDINGS = 3;

/** A measured array, what it should be, how many products are in each of its sums, and what these usually come to. */
interface Sums {
  readonly measured: ArrayLike<number> | undefined;
  readonly expected: Float64Array;
  readonly terms: number;
  readonly typical: number;
  /** How much more than the definition's the algorithm's errors may be; 1 by default. */
  readonly factor?: number;
}

function expectSums(what: string, { measured, expected, terms, typical, factor = 1 }: Sums): void {
  const error = relativeError(measured ?? [], expected, typical);
  expect(error / (UNIT * Math.sqrt(terms) * factor), `${what}, in units of u sqrt(${terms})`).toBeLessThan(ROUNDINGS);
}

const volume = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

const channels = fc.constantFrom(1, 3, 4, 8, 12, 16, 32, 64);
const side = fc.integer({ min: 5, max: 20 });
const images = fc.integer({ min: 1, max: 6 });
const seed = fc.nat();

describe('convolution', () => {
  const cases = fc
    .record({
      ...{ images, inputs: channels, outputs: channels, height: side, width: side },
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.constantFrom(1, 1, 1, 2),
      dilation: fc.constantFrom(1, 1, 1, 2),
      groups: fc.constantFrom(1, 1, 1, 4, 8, 16),
      padding: fc.constantFrom('same' as const, 'valid' as const),
      ...{ distribution: distributions, seed },
    })
    .filter(({ inputs, outputs, groups }) => inputs % groups === 0 && outputs % groups === 0)
    .filter(({ height, width, kernel, dilation }) => dilation * (kernel - 1) < Math.min(height, width))
    .map((given) => {
      const input = [given.images, given.inputs, given.height, given.width] as const;
      const weight = [given.outputs, given.inputs / given.groups, given.kernel, given.kernel] as const;
      return { ...given, input, weight, window: placeWindow('conv2d', input, given.kernel, given) };
    });

  interface Factors {
    /** For results and input gradients. */
    readonly outputs: number;
    readonly weights: number;
  }
  const [near, far] = [
    [0, 1, -1],
    [0, 1, -1, 2, -2],
  ] as const;
  const factors: Readonly<Record<Algorithm, (taps: number) => Factors>> = {
    direct: () => ({ outputs: 1, weights: 1 }),
    channelwise: () => ({ outputs: 1, weights: 1 }),
    winograd4x4: (taps) => winogradErrorFactors(far, 4, taps),
    winograd2x2: (taps) => winogradErrorFactors(taps === 3 ? near : far, 2, taps),
  };

  it.each(ALGORITHMS)('%s, in all three passes', (algorithm) => {
    const fitting = cases.filter(({ window, groups }) => canCompute({ algorithm }, window, groups));
    fc.assert(
      fc.property(fitting, ({ input, weight, window, kernel, ...given }) => {
        const { groups, distribution } = given;
        const random = Random.derive(given.seed, 'error bounds');
        const inward = volume(weight) / weight[0];
        const backward = (weight[0] / groups) * kernel * kernel;
        const pixels = input[0] * window.outHeight * window.outWidth;
        const x = draw(random, distribution, volume(input));
        const w = draw(random, 'normal', volume(weight), Math.sqrt(2 / inward));
        const dy = draw(random, 'normal', pixels * weight[0], 1 / pixels);
        const reference = convolutionFloat64(input, weight, window, groups);
        const { output, gradients } = runKernels(
          [
            { shape: input, layout: 'lanes', values: x },
            { shape: weight, layout: 'dense', values: w },
          ],
          ([a, b]) => conv2d(a, b, undefined, { ...given, algorithm }),
          dy,
        );
        const factor = factors[algorithm](kernel);
        expectSums('output', {
          ...{ measured: output, expected: reference.forward(x, w), terms: inward, factor: factor.outputs },
          typical: Math.sqrt(inward) * sizeOf(x) * sizeOf(w),
        });
        expectSums('input gradient', {
          ...{ measured: gradients[0], expected: reference.inputGradient(w, dy), terms: backward, factor: factor.outputs },
          typical: Math.sqrt(backward) * sizeOf(dy) * sizeOf(w),
        });
        expectSums('weight gradient', {
          ...{ measured: gradients[1], expected: reference.weightGradient(x, dy), terms: pixels, factor: factor.weights },
          typical: Math.sqrt(pixels) * sizeOf(dy) * sizeOf(x),
        });
      }),
      { numRuns: 35, seed: 5 },
    );
  });

  it('is compared with float64 loops that give what the definition gives', () => {
    fc.assert(
      fc.property(cases, ({ weight, window, groups, height, width, ...given }) => {
        const input = [1, weight[1] * groups, height, width];
        const random = Random.derive(given.seed, 'fast reference');
        const [x, w] = [draw(random, 'normal', volume(input)), draw(random, 'normal', volume(weight))];
        const dy = draw(random, 'normal', weight[0] * window.outHeight * window.outWidth);
        const definition = conv2dReference(input, weight, { ...given, groups });
        const [dx, dw] = definition.backward([x, w], dy);
        const fast = convolutionFloat64(input, weight, window, groups);
        expect(relativeError(fast.forward(x, w), definition.forward([x, w]))).toBeLessThan(1e-13);
        expect(relativeError(fast.inputGradient(w, dy), dx as Float64Array)).toBeLessThan(1e-13);
        expect(relativeError(fast.weightGradient(x, dy), dw as Float64Array)).toBeLessThan(1e-13);
      }),
      { numRuns: 8, seed: 1 },
    );
  });
});

it('of a linear layer, in all three passes', () => {
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 128 }), features: fc.integer({ min: 1, max: 700 }) });
  const outputs = fc.integer({ min: 1, max: 130 });
  fc.assert(
    fc.property(sizes, outputs, distributions, seed, ({ rows, features }, outs, distribution, key) => {
      const random = Random.derive(key, 'error bounds');
      const [input, weight] = [
        [rows, features],
        [outs, features],
      ];
      const x = draw(random, distribution, volume(input));
      const w = draw(random, 'normal', volume(weight), Math.sqrt(2 / features));
      const dy = draw(random, 'normal', rows * outs, 1 / rows);
      const reference = linearReference(input, weight);
      const [dx, dw] = reference.backward([x, w], dy) as [Float64Array, Float64Array];
      const { output, gradients } = runKernels(
        [
          { shape: input, layout: 'lanes', values: x },
          { shape: weight, layout: 'dense', values: w },
        ],
        ([a, b]) => linear(a, b),
        dy,
      );
      const typical = (terms: number, a: Float64Array, b: Float64Array) => ({
        terms,
        typical: Math.sqrt(terms) * sizeOf(a) * sizeOf(b),
      });
      expectSums('output', { measured: output, expected: reference.forward([x, w]), ...typical(features, x, w) });
      expectSums('input gradient', { measured: gradients[0], expected: dx, ...typical(outs, dy, w) });
      expectSums('weight gradient', { measured: gradients[1], expected: dw, ...typical(rows, dy, x) });
    }),
    { numRuns: 30, seed: 5 },
  );
});

const features = fc
  .record({ images, channels, height: side, width: side })
  .map((size) => [...[size.images, size.channels, size.height, size.width]]);

describe('batch normalisation', () => {
  /**
   * The mean is taken off first: what is lost then is u times the largest input, which may be far above the standard deviation
   * (Chan, Golub, LeVeque, "Algorithms for Computing the Sample Variance", 1983, call this the condition of the problem).
   */
  it('in all three passes', () => {
    fc.assert(
      fc.property(features, distributions, seed, (shape, distribution, key) => {
        const [count = 1, planes = 1, height = 1, width = 1] = shape;
        const rows = count * height * width;
        const random = Random.derive(key, 'error bounds');
        const given = [draw(random, distribution, volume(shape)), draw(random, 'normal', planes), draw(random, 'normal', planes)];
        const dy = draw(random, 'normal', volume(shape), 1 / rows);
        const reference = batchNormReference(shape, 1e-5);
        const { variance } = reference.statistics(given[0] as Float64Array);
        const largest = (given[0] as Float64Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const condition = 1 + largest / Math.sqrt(variance.reduce((least, value) => Math.min(least, value)));
        const [x, gamma, beta] = given.map(
          (values, i): Given => (i === 0 ? { shape, layout: 'lanes', values } : { shape: [planes], layout: 'dense', values }),
        ) as [Given, Given, Given];
        const { output, gradients } = runKernels(
          [x, gamma, beta],
          ([a, g, b]) => {
            const zeros = a.engine.persistent([planes], 'dense');
            const state = { gamma: g, beta: b, runningMean: zeros, runningVariance: zeros };
            return batchNorm(a, state, { training: true });
          },
          dy,
        );
        const expected = [reference.forward(given), ...reference.backward(given, dy)];
        ['output', 'input gradient', 'gamma gradient', 'beta gradient'].forEach((what, i) => {
          const measured = i === 0 ? output : gradients[i - 1];
          // Gradients of gamma and beta are sums over the rows.
          const terms = i < 2 ? 1 : rows;
          const typical = i < 2 ? 0 : Math.sqrt(rows) * sizeOf(dy);
          expectSums(what, { measured, expected: expected[i] as Float64Array, terms, typical, factor: condition });
        });
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('pooling', () => {
  const windows = fc.record({
    kernel: fc.integer({ min: 2, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 1 }),
  });

  it('by the maximum: exact, but for the sum of what several windows send back', () => {
    fc.assert(
      fc.property(features, windows, distributions, seed, (shape, options, distribution, key) => {
        const random = Random.derive(key, 'error bounds');
        const x = draw(random, distribution, volume(shape));
        const reference = maxPool2dReference(shape, options);
        const expected = reference.forward([x]);
        const dy = draw(random, 'normal', expected.length);
        const { output, gradients } = runKernels([{ shape, layout: 'lanes', values: x }], ([a]) => maxPool2d(a, options), dy);
        expect(Float64Array.from(output)).toEqual(expected);
        const terms = Math.ceil(options.kernel / options.stride) ** 2;
        expectSums('input gradient', {
          ...{ measured: gradients[0], expected: reference.backward([x], dy)[0] as Float64Array, terms, typical: sizeOf(dy) },
        });
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it('by the mean', () => {
    fc.assert(
      fc.property(features, windows, distributions, seed, (shape, options, distribution, key) => {
        const random = Random.derive(key, 'error bounds');
        const x = draw(random, distribution, volume(shape));
        const [planes, area] = [volume(shape.slice(0, 2)), volume(shape.slice(2))];
        for (const [reference, apply, terms] of [
          [avgPool2dReference(shape, options), avgPool2d, options.kernel ** 2],
          [globalAvgPool2dReference(shape), globalAvgPool2d, area],
        ] as const) {
          const expected = reference.forward([x]);
          const dy = draw(random, 'normal', expected.length);
          const { output, gradients } = runKernels([{ shape, layout: 'lanes', values: x }], ([a]) => apply(a, options), dy);
          const typical = sizeOf(x) / Math.sqrt(terms);
          expectSums(`output of ${planes} planes`, { measured: output, expected, terms, typical });
          expectSums('input gradient', {
            ...{ measured: gradients[0], expected: reference.backward([x], dy)[0] as Float64Array, terms },
            typical: sizeOf(dy) / terms,
          });
        }
      }),
      { numRuns: 30, seed: 5 },
    );
  });
});

/** Sums are taken in float64 here, so that their length does not matter: what is left is the exponential, and the last rounding. */
it('of softmax and cross-entropy, with its gradient', () => {
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 128 }), classes: fc.integer({ min: 2, max: 200 }) });
  fc.assert(
    fc.property(
      ...([sizes, distributions, fc.constantFrom(0.1, 1, 10), fc.constantFrom(0, 0.1), seed] as const),
      ({ rows, classes }, distribution, scale, labelSmoothing, key) => {
        const random = Random.derive(key, 'error bounds');
        const logits = draw(random, distribution, rows * classes, scale);
        const labels = Array.from({ length: rows }, () => random.below(classes));
        const reference = crossEntropyReference(labels, classes, Math.fround(labelSmoothing));
        const { output, gradients } = runKernels([{ shape: [rows, classes], layout: 'lanes', values: logits }], ([x]) =>
          crossEntropy(x, placeInt32(labels), { labelSmoothing }),
        );
        const expected = reference.backward([logits], Float64Array.of(1))[0] as Float64Array;
        expectSums('loss', { measured: output, expected: reference.forward([logits]), terms: 1, typical: 1 });
        // Exponential, division and subtraction round one after the other.
        expectSums('gradient', { measured: gradients[0], expected, terms: 1, typical: 0, factor: 3 });
      },
    ),
    { numRuns: 40, seed: 5 },
  );
});

it('of softmax as an operation, with its gradient', () => {
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 128 }), classes: fc.integer({ min: 2, max: 200 }) });
  fc.assert(
    fc.property(sizes, distributions, fc.constantFrom(0.1, 1, 10), seed, ({ rows, classes }, distribution, scale, key) => {
      const random = Random.derive(key, 'error bounds');
      const x = draw(random, distribution, rows * classes, scale);
      const dy = draw(random, 'normal', rows * classes, 1 / rows);
      const reference = softmaxReference(classes);
      const { output, gradients } = runKernels([{ shape: [rows, classes], layout: 'lanes', values: x }], ([a]) => softmax(a), dy);
      // Exponential, division and products round one after the other.
      const chain = { terms: 1, factor: 3 };
      expectSums('output', { measured: output, expected: reference.forward([x]), ...chain, typical: 0 });
      const expected = reference.backward([x], dy)[0] as Float64Array;
      // The difference dy - sum of dy y cancels where one probability is near 1.
      expectSums('gradient', { measured: gradients[0], expected, ...chain, typical: sizeOf(dy) / 4 });
    }),
    { numRuns: 40, seed: 5 },
  );
});

it('of the hinge loss, with its gradient', () => {
  const sizes = fc.record({ rows: fc.integer({ min: 1, max: 128 }), classes: fc.integer({ min: 2, max: 200 }) });
  fc.assert(
    fc.property(sizes, distributions, fc.constantFrom(0.1, 1, 10), seed, ({ rows, classes }, distribution, scale, key) => {
      const random = Random.derive(key, 'error bounds');
      // In steps of 1/256, which float32 subtracts exactly: which terms are positive does not hang on a rounding.
      const scores = draw(random, distribution, rows * classes, scale).map((value) => Math.round(256 * value) / 256);
      const labels = Array.from({ length: rows }, () => random.below(classes));
      const reference = hingeReference(labels, classes);
      const { output, gradients } = runKernels([{ shape: [rows, classes], layout: 'lanes', values: scores }], ([x]) =>
        hinge(x, placeInt32(labels)),
      );
      const expected = reference.backward([scores], Float64Array.of(1))[0] as Float64Array;
      expectSums('loss', { measured: output, expected: reference.forward([scores]), terms: 1, typical: 1 });
      expectSums('gradient', { measured: gradients[0], expected, terms: 1, typical: 0 });
    }),
    { numRuns: 40, seed: 5 },
  );
});

describe('optimizers', () => {
  const STEPS = 30;
  const RATE = 0.01;

  /** Each step rounds each weight; what goes into it is off by a few units of the step itself. */
  it.each(optimizers.names)('%s, over thirty steps', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1e-4, 1, 100), seed, (quarter, scale, key) => {
        const random = Random.derive(key, 'error bounds');
        const length = 4 * quarter;
        const start = draw(random, 'normal', length);
        const kernels = optimizerOnKernels(name, {}, length, 0);
        kernels.weights.set(start);
        const options = optimizers.get(name).options.parse({}) as ReferenceOptions;
        const reference = referenceOptimizer(name, options, [...start], new Array(length).fill(true));
        let moved = 0;
        for (let step = 1; step <= STEPS; step++) {
          const gradients = draw(random, 'normal', length, scale);
          const before = [...reference.weights];
          kernels.step(step, Math.fround(RATE), gradients);
          reference.update([...gradients], Math.fround(RATE));
          moved += Math.max(...reference.weights.map((weight, i) => Math.abs(weight - (before[i] as number))));
        }
        const largest = Math.max(moved, ...reference.weights.map(Math.abs));
        expectSums('weights', {
          ...{ measured: kernels.weights, expected: Float64Array.from(reference.weights), terms: STEPS, typical: largest },
          // Decay that is apart from the gradient rounds the weight once more.
          factor: options.decay === 'decoupled' ? 2 : 1,
        });
      }),
      { numRuns: 12, seed: 5 },
    );
  });
});
