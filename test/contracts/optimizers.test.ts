import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { optimizers } from '../../src/optim/index.ts';
import { type ReferenceOptions, referenceOptimizer } from '../../src/optim/optimizer.reference.ts';
import { normals, relativeError } from '../helpers/operation.ts';
import { optimizerOnKernels } from '../helpers/optimizer.ts';

type Options = Readonly<Record<string, unknown>>;

/** For each optimizer, options that together go through everything it can do. */
const VARIANTS: Readonly<Record<string, readonly Options[]>> = {
  sgd: [{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
  adam: [{}, { beta1: 0, beta2: 0.9, epsilon: 1e-3 }],
  adamw: [{}, { decayBiasAndNorm: true }],
  rmsprop: [{}, { momentum: 0.9 }, { centered: true, epsilon: 1e-3 }, { centered: true, momentum: 0.5, epsilon: 1e-3 }],
  adagrad: [{}, { lrDecay: 0.1, initialAccumulator: 0.3 }],
};
const COMMON: readonly Options[] = [
  {},
  { weightDecay: 0.1, decay: 'l2' },
  { weightDecay: 0.1, decay: 'decoupled' },
  { weightDecay: 0.1, decay: 'l2', decayBiasAndNorm: true, clipNorm: 2 },
  { clipNorm: 3, clipValue: 0.2 },
];

const all = [...optimizers].flatMap((entry) =>
  (VARIANTS[entry.name] ?? []).map((options) => ({ entry, name: entry.name, options })),
);

it('has variants of every optimizer', () => {
  expect(Object.keys(VARIANTS)).toEqual(optimizers.names);
});

describe.each([...optimizers])('optimizer $name', (entry) => {
  it('describes itself and every option, each with a default', () => {
    expect(entry.summary).toMatch(/\.$/);
    for (const [option, schema] of Object.entries(entry.options.shape)) expect(schema.description, option).toMatch(/\.$/);
    expect(entry.options.safeParse({}).success).toBe(true);
  });

  it.each<[Options]>([
    [{ unheardOf: 1 }],
    [{ lr: -0.1 }],
    [{ lr: Number.POSITIVE_INFINITY }],
    [{ lr: Number.NaN }],
    [{ lr: '0.1' }],
    [{ weightDecay: -1 }],
    [{ decay: 'both' }],
    [{ clipNorm: 0 }],
    [{ clipValue: -1 }],
  ])('refuses %j', (options) => {
    expect(entry.options.safeParse(options).success).toBe(false);
  });

  it('refuses step 0', () => {
    const { optimizer } = optimizerOnKernels(entry.name, {}, 4, 0);
    expect(() => optimizer.prepare(0, 0.1)).toThrow('optimizer: step 0, but steps count from 1');
  });
});

describe.each(all)('optimizer $name $options', ({ entry, name, options }) => {
  it.each(COMMON)('matches the reference with %j', (common) => {
    // Sizes with and without a rest behind the unrolled loops.
    for (const [decaying, others] of [
      [4, 0],
      [8, 12],
      [100, 52],
    ] as const) {
      const random = Random.derive(decaying, name);
      const parsed = entry.options.parse({ ...options, ...common }) as ReferenceOptions;
      const start = [...normals(random, decaying + others)].map(Math.fround);
      const decays = start.map((_, i) => i < decaying);
      const run = optimizerOnKernels(name, { ...options, ...common }, decaying, others);
      const reference = referenceOptimizer(name, parsed, start, decays);
      run.weights.set(start);
      for (let step = 1; step <= 12; step++) {
        const gradients = [...normals(random, start.length)].map(Math.fround);
        const lr = 0.01 * (1 + (step % 3));
        run.step(step, lr, gradients);
        const norm = reference.update(gradients, lr);
        expect(run.optimizer.gradientNorm / norm).toBeCloseTo(1, 14);
      }
      expect(relativeError(run.weights, reference.weights)).toBeLessThan(2e-6);
    }
  });

  it('goes on with the same bits after its state was saved and restored', () => {
    const random = Random.derive(7, name);
    const start = normals(random, 20);
    const gradients = Array.from({ length: 6 }, () => normals(random, 20));
    const given = { ...options, weightDecay: 0.01, clipNorm: 1 };
    const whole = optimizerOnKernels(name, given, 12, 8);
    whole.weights.set(start);
    gradients.forEach((values, i) => {
      whole.step(i + 1, 0.1 / (i + 1), values);
    });

    const first = optimizerOnKernels(name, given, 12, 8);
    first.weights.set(start);
    gradients.slice(0, 3).forEach((values, i) => {
      first.step(i + 1, 0.1 / (i + 1), values);
    });
    const saved = {
      weights: first.weights.slice(),
      state: new Map([...first.state].map(([key, values]) => [key, values.slice()])),
    };
    const second = optimizerOnKernels(name, given, 12, 8);
    second.weights.set(saved.weights);
    for (const [key, values] of saved.state) second.state.get(key)?.set(values);
    gradients.slice(3).forEach((values, i) => {
      second.step(i + 4, 0.1 / (i + 4), values);
    });

    expect([...second.weights]).toEqual([...whole.weights]);
    expect([...second.state]).toEqual([...whole.state]);
    expect([...whole.state.keys()]).toEqual(entry.state(entry.options.parse(given)));
    for (const values of whole.state.values()) expect(values.length).toBe(20);
  });

  it('does the same when its kernels are captured and replayed with other numbers', () => {
    const [eager, captured] = [optimizerOnKernels(name, options, 8, 4), optimizerOnKernels(name, options, 8, 4)];
    const random = Random.derive(8, name);
    let program: { replay(): void } | undefined;
    for (let step = 1; step <= 4; step++) {
      const gradients = normals(random, 12);
      eager.step(step, 0.1 * step, gradients);
      captured.gradients.set(gradients);
      captured.optimizer.prepare(step, 0.1 * step);
      if (program !== undefined) program.replay();
      else {
        program = captured.engine.capture(() => {
          captured.optimizer.measure();
          captured.optimizer.update();
        });
      }
    }
    expect([...captured.weights]).toEqual([...eager.weights]);
    expect(captured.optimizer.gradientNorm).toBe(eager.optimizer.gradientNorm);
  });

  it('leaves weights without gradient where they are, but for decay', () => {
    const run = optimizerOnKernels(name, { ...options, weightDecay: 0, clipNorm: 1 }, 8, 4);
    const start = normals(Random.derive(9, name), 12).map(Math.fround);
    run.weights.set(start);
    for (let step = 1; step <= 3; step++) run.step(step, 0.1, new Float32Array(12));
    expect([...run.weights]).toEqual([...start]);
    expect(run.optimizer.gradientNorm).toBe(0);
  });

  it('decays only where asked', () => {
    for (const decay of ['l2', 'decoupled'] as const) {
      for (const decayBiasAndNorm of [false, true]) {
        const run = optimizerOnKernels(name, { ...options, weightDecay: 0.1, decay, decayBiasAndNorm }, 8, 4);
        run.weights.fill(1);
        run.step(1, 0.1, new Float32Array(12));
        for (const weight of run.weights.subarray(0, 8)) expect(weight).toBeLessThan(1);
        for (const weight of run.weights.subarray(8)) {
          if (decayBiasAndNorm) expect(weight).toBeLessThan(1);
          else expect(weight).toBe(1);
        }
        if (decay === 'decoupled') expect(run.weights[0]).toBe(Math.fround(0.99));
      }
    }
  });

  it('shows NaN and infinite gradients in the norm before anything is changed', () => {
    for (const [bad, norm] of [
      [Number.NaN, Number.NaN],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ] as const) {
      for (let at = 0; at < 12; at++) {
        const run = optimizerOnKernels(name, { ...options, clipNorm: 1, clipValue: 1 }, 8, 4);
        run.weights.fill(1);
        run.gradients.fill(0.5);
        run.gradients[at] = bad;
        run.optimizer.prepare(1, 0.1);
        run.optimizer.measure();
        expect(run.optimizer.gradientNorm).toBe(norm);
        expect(run.weights.every((weight) => weight === 1)).toBe(true);
        for (const values of run.state.values()) expect(new Set(values).size).toBe(1);
      }
    }
  });

  it('passes a NaN gradient on to its weight, clipping or not', () => {
    for (const clipValue of [undefined, 1]) {
      const run = optimizerOnKernels(name, clipValue === undefined ? options : { ...options, clipValue }, 8, 0);
      run.step(1, 0.1, [1, 1, 1, 1, 1, Number.NaN, 1, 1]);
      expect([...run.weights].map(Number.isNaN)).toEqual([false, false, false, false, false, true, false, false]);
    }
  });

  it('keeps no denormal numbers in its state', () => {
    const run = optimizerOnKernels(name, options, 8, 0);
    run.step(1, 0.1, new Float32Array(8).fill(1e-19));
    for (let step = 2; step <= 400; step++) run.step(step, 0.1, new Float32Array(8));
    for (const values of run.state.values()) {
      for (const value of values) expect(value === 0 || Math.abs(value) >= 1e-30, String(value)).toBe(true);
    }
    expect([...run.weights].every(Number.isFinite)).toBe(true);
  });
});

interface Golden {
  readonly source: string;
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly rateFactors: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly optimizer: string;
    readonly options: Options;
    readonly norms: readonly number[];
    readonly weights: readonly (readonly number[])[];
  }[];
}

describe('optimizers against PyTorch', () => {
  const golden = JSON.parse(readFileSync(new URL('../golden/optimizers.json', import.meta.url), 'utf8')) as Golden;
  const { weight, bias, rateFactors, gradients } = golden;

  it('knows whence the golden values are', () => {
    expect(golden.source).toMatch(/^PyTorch 2\.13\.0/);
    expect([...new Set(golden.cases.map(({ optimizer }) => optimizer))]).toEqual(optimizers.names);
  });

  it.each(golden.cases)('$optimizer $options', ({ optimizer: name, options, norms, weights }) => {
    const parsed = optimizers.get(name).options.parse(options) as ReferenceOptions;
    const start = [...weight, ...bias];
    const reference = referenceOptimizer(name, parsed, start, [...weight.map(() => true), ...bias.map(() => false)]);
    // Each array padded to a multiple of four, as parameters lie in memory.
    const pad = (values: readonly number[]) => [...values.slice(0, 7), 0, ...values.slice(7), 0];
    const kernels = optimizerOnKernels(name, options, 8, 4);
    kernels.weights.set(pad(start));
    rateFactors.forEach((factor, i) => {
      const expected = weights[i] as readonly number[];
      const values = gradients[i] as readonly number[];
      expect(reference.update(values, parsed.lr * factor)).toBeCloseTo(norms[i] as number, 12);
      expect(relativeError(reference.weights, expected)).toBeLessThan(1e-13);
      kernels.step(i + 1, parsed.lr * factor, pad(values));
      expect(kernels.optimizer.gradientNorm).toBeCloseTo(norms[i] as number, 12);
      expect(relativeError(kernels.weights, pad(expected))).toBeLessThan(3e-7);
    });
  });
});

describe('options of one optimizer', () => {
  it.each([
    ['sgd', { momentum: 1 }],
    ['sgd', { momentum: -0.1 }],
    ['sgd', { nesterov: true }],
    ['adam', { beta1: 1 }],
    ['adam', { beta2: -0.1 }],
    ['adamw', { epsilon: 0 }],
    ['rmsprop', { alpha: 1 }],
    ['rmsprop', { momentum: 1 }],
    ['adagrad', { lrDecay: -1 }],
    ['adagrad', { initialAccumulator: -1 }],
  ])('%s refuses %j', (name, options) => {
    expect(optimizers.get(name).options.safeParse(options).success).toBe(false);
  });

  it('say why Nesterov is refused', () => {
    const { error } = optimizers.get('sgd').options.safeParse({ nesterov: true });
    expect(error?.issues.map(({ message, path }) => [path, message])).toEqual([
      [['nesterov'], 'Nesterov needs a momentum above 0'],
    ]);
  });

  it.each([
    ['sgd', { lr: 0.01, weightDecay: 0, decay: 'l2', decayBiasAndNorm: false, momentum: 0, nesterov: false }],
    ['adam', { lr: 0.001, weightDecay: 0, decay: 'l2', decayBiasAndNorm: false, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
    [
      'adamw',
      { lr: 0.001, weightDecay: 0.01, decay: 'decoupled', decayBiasAndNorm: false, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ],
    [
      'rmsprop',
      {
        lr: 0.01,
        weightDecay: 0,
        decay: 'l2',
        decayBiasAndNorm: false,
        alpha: 0.99,
        epsilon: 1e-8,
        momentum: 0,
        centered: false,
      },
    ],
    [
      'adagrad',
      { lr: 0.01, weightDecay: 0, decay: 'l2', decayBiasAndNorm: false, lrDecay: 0, initialAccumulator: 0, epsilon: 1e-10 },
    ],
  ])('%s defaults to what PyTorch does', (name, expected) => {
    expect(optimizers.get(name).options.parse({})).toEqual(expected);
  });
});
