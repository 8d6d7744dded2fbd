import { InternalError } from '../base/errors.ts';
import type { Entry } from '../base/registry.ts';
import type { Engine } from '../tensor/engine.ts';
import type { ParameterRange } from '../tensor/parameters.ts';
import { pass } from '../tensor/work.ts';
import type { CommonOptions } from './options.ts';

/** Changes parameters after their gradients. Per step: `prepare`, the kernels of `measure`, those of `update`. */
export interface Optimizer {
  /**
   * Writes the numbers of this step (learning rate, bias corrections, ...) into engine memory, where the kernels read
   * them, so that captured kernels need no new arguments. @param step counts from 1.
   */
  prepare(step: number, learningRate: number): void;
  /** Runs the kernels that compute the norm of the gradients and the factor that clips it. */
  measure(): void;
  /** Runs the kernels of the update: clipping, weight decay and the step itself, in one pass over each range. */
  update(): void;
  /** The global L2 norm of the gradients before clipping, once the kernels of `measure` ran. NaN when one of them is. */
  readonly gradientNorm: number;
  /** What has to be saved to go on exactly: name to address and number of float32, in the order of the ranges. */
  readonly state: ReadonlyMap<string, StateBuffer>;
}

interface StateBuffer {
  /** Byte address. */
  readonly address: number;
  readonly floats: number;
}

/** An optimizer that a config can name. `O` is what its option schema gives. */
export interface OptimizerEntry<O = Readonly<Record<string, unknown>>> extends Entry {
  /** The names of its state buffers under these options, each as long as all parameters. */
  state(options: O): readonly string[];
  /** `options` have passed the entry's schema. State starts at zero unless the optimizer says otherwise. */
  create(engine: Engine, ranges: readonly ParameterRange[], options: O): Optimizer;
}

/** What makes one optimizer different from another; the rest is `createOptimizer`. */
export interface UpdateRule<O> {
  state(options: O): readonly string[];
  /** What the state starts with; zero by default. */
  readonly initialState?: (options: O) => number;
  /** The numbers of one step that its kernel reads, in the kernel's order, at most 12. Computed in float64. */
  numbers(options: O, step: number, learningRate: number): readonly number[];
  /** Runs its kernel on one range. */
  update(engine: Engine, range: UpdateRange, options: O): void;
}

interface UpdateRange extends ParameterRange {
  /** Byte addresses of the range's part of each state buffer, in the order of the rule's names. */
  readonly states: readonly number[];
  /** Byte address of the numbers of the step. */
  readonly numbers: number;
  /** 1 where weight decay applies. */
  readonly decaying: 0 | 1;
}

/** The block of numbers in memory, byte offsets: two float64, then float32 (see `kernels/assembly/update.ts`). */
const NORM = 0;
const LIMIT = 8;
const NUMBERS = 16;
const SHARED_NUMBERS = 4; // clip factor, clip value, L2 decay, factor of decoupled decay
const OWN_NUMBERS = 12;
const SUMS = NUMBERS + 4 * (SHARED_NUMBERS + OWN_NUMBERS);

/** Gradients whose squares are summed in one go. Each range is cut alike on any number of threads, so that its norm is the same. */
const FLOATS_OF_A_SUM = 8192;

function sumsOf(floats: number): number {
  return Math.ceil(floats / FLOATS_OF_A_SUM);
}

/** The loop that all optimizers share: owns state, clipping and weight decay. */
export function createOptimizer<O extends CommonOptions>(
  engine: Engine,
  ranges: readonly ParameterRange[],
  options: O,
  rule: UpdateRule<O>,
): Optimizer {
  const { weightDecay, decay, decayBiasAndNorm, clipNorm, clipValue } = options;
  const block = engine.memory.allocate(SUMS + 8 * ranges.reduce((sums, { floats }) => sums + sumsOf(floats), 0));
  const float64 = new Float64Array(engine.memory.wasm.buffer, block, 2);
  const numbers = engine.memory.float32(block + NUMBERS, SHARED_NUMBERS + OWN_NUMBERS);
  float64[LIMIT / 8] = clipNorm ?? Number.POSITIVE_INFINITY;
  numbers.set([1, clipValue ?? Number.POSITIVE_INFINITY, decay === 'l2' ? weightDecay : 0, 1]);

  const state = allocateState(engine, ranges, rule.state(options), rule.initialState?.(options) ?? 0);
  const updates = updateRanges(ranges, state, block + NUMBERS, decayBiasAndNorm);
  return {
    state,
    prepare(step, learningRate) {
      if (step < 1) throw new InternalError(`optimizer: step ${step}, but steps count from 1`);
      numbers[3] = decay === 'decoupled' ? 1 - learningRate * weightDecay : 1;
      numbers.set(rule.numbers(options, step, learningRate), SHARED_NUMBERS);
    },
    measure() {
      let sums = block + SUMS;
      for (const { gradients, floats } of ranges) {
        const first = sums;
        engine.runDivided('optimizer_square_sums', pass(sumsOf(floats), 4 * FLOATS_OF_A_SUM), (from, to) => [
          ...([gradients, floats, FLOATS_OF_A_SUM, first, from, to] as const),
        ]);
        sums += 8 * sumsOf(floats);
      }
      const count = (sums - block - SUMS) / 8;
      engine.run('optimizer_clip_factor', block + SUMS, count, block + LIMIT, block + NORM, block + NUMBERS);
    },
    update() {
      for (const range of updates) rule.update(engine, range, options);
    },
    get gradientNorm() {
      return float64[NORM / 8] as number;
    },
  };
}

function allocateState(
  engine: Engine,
  ranges: readonly ParameterRange[],
  names: readonly string[],
  initial: number,
): ReadonlyMap<string, StateBuffer> {
  const floats = ranges.reduce((total, range) => total + range.floats, 0);
  return new Map(
    names.map((name) => {
      const address = engine.memory.allocate(4 * floats);
      if (initial !== 0) engine.memory.float32(address, floats).fill(initial);
      return [name, { address, floats }];
    }),
  );
}

function updateRanges(
  ranges: readonly ParameterRange[],
  state: ReadonlyMap<string, StateBuffer>,
  numbers: number,
  decayBiasAndNorm: boolean,
): readonly UpdateRange[] {
  let before = 0;
  return ranges.map((range) => {
    const states = [...state.values()].map(({ address }) => address + 4 * before);
    before += range.floats;
    return { ...range, states, numbers, decaying: range.decays || decayBiasAndNorm ? 1 : 0 };
  });
}
