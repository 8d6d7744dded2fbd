import { InternalError } from '../base/errors.ts';
import { type KernelBuild, type KernelName, type Kernels, loadKernels } from '../kernels/load.ts';
import { ThreadTeam } from '../kernels/team.ts';
import { Memory } from '../memory/memory.ts';
import { Labels } from './labels.ts';
import { type ArgumentsOf, type Choice, type KernelFunction, Program } from './program.ts';
import { StepBuffers } from './step-buffers.ts';
import { Tape } from './tape.ts';
import { floatsOf, type Layout, lanesOf, type Shape, Tensor } from './tensor.ts';
import { pass, passOverFloats, UNDIVIDED, type Work } from './work.ts';

/** Byte offsets in the block of numbers that change from step to step, which captured programs read from memory. */
const STEP_NUMBER = 0;
const BLOCK_BYTES = 64;

export interface EngineOptions {
  /** Forces a build of the kernels; by default the fastest that the machine runs exactly. */
  readonly build?: KernelBuild;
  /** Only lay out memory and count: no kernel runs. For describing a network without computing. */
  readonly planOnly?: boolean;
  /** Threads that captured programs run on, 1 by default. Results do not depend on it. */
  readonly threads?: number;
  /**
   * For tests: fills step buffers with NaN when they are made and when they are released, and uses none again in its step, so
   * that who reads what is not there, or no longer, gets NaN.
   */
  readonly poison?: boolean;
}

/** The bits of a NaN. */
const POISON = 0x7fc00000;

/** In the place of every kernel, where nothing is computed. */
const nothing = () => {};

/**
 * Owns the memory, runs kernels, and keeps the tape. Operations are plain functions on tensors, each of which knows its
 * engine. All kernel calls go through `run`, so that a step can be captured once and replayed.
 */
export class Engine {
  readonly memory: Memory;
  readonly buffers: StepBuffers;
  readonly tape: Tape;
  /** Which part of the step the operations that run now belong to. */
  readonly labels = new Labels();
  readonly build: KernelBuild;
  /** Address of the step number (uint32), from which dropout draws its masks. */
  readonly stepNumberAddress: number;
  /** Threads that programs are divided among; operations that need room of their own for each make it for so many. */
  readonly threads: number;
  readonly #team: ThreadTeam | undefined;
  readonly #kernels: Kernels;
  readonly #planOnly: boolean;
  readonly #stepNumber: Int32Array;
  #program: Program | undefined;

  constructor(options: EngineOptions = {}) {
    this.memory = new Memory({ reuse: options.poison !== true });
    const loaded = loadKernels(this.memory, options.build);
    this.build = loaded.build;
    this.#kernels = loaded.kernels;
    this.#planOnly = options.planOnly ?? false;
    this.buffers = new StepBuffers(this.memory.step, (address, byteLength) => {
      if (options.poison === true) this.run('fill', address, byteLength >> 2, POISON);
    });
    this.tape = new Tape(this.buffers);
    this.threads = options.threads ?? 1;
    this.#team = this.threads > 1 && !this.#planOnly ? new ThreadTeam(this.memory, loaded, this.threads) : undefined;
    this.stepNumberAddress = this.memory.allocate(BLOCK_BYTES) + STEP_NUMBER;
    this.#stepNumber = this.memory.int32(this.stepNumberAddress, 1);
  }

  /** Resolves once all threads take part, or none can; until then captured programs run on the calling thread alone. */
  async allThreadsReady(): Promise<void> {
    while (this.#team?.isReady === false && !this.#team.isOver) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Ends the other threads; programs go on running on this one. */
  async stopThreads(): Promise<void> {
    await this.#team?.stop();
  }

  /** Sets the number of the step that comes next; dropout masks are a function of the seed and this number. */
  setStepNumber(step: number): void {
    this.#stepNumber[0] = step;
  }

  /** Runs a kernel now, and notes it in the program being captured. Arguments are addresses and 32-bit integers. */
  run<K extends KernelName>(name: K, ...args: Parameters<Kernels[K]>): void {
    this.runDivided(name, UNDIVIDED, () => args);
  }

  /** As `run`, for a kernel whose outputs can be divided among threads: `argumentsOf` gives the arguments for a part. */
  runDivided<K extends KernelName>(name: K, work: Work, argumentsOf: ArgumentsOf<K>): void {
    const kernel = this.#planOnly ? nothing : (this.#kernels[name] as KernelFunction);
    this.#program?.add(name, kernel, work, argumentsOf, this.labels.current);
    kernel(...argumentsOf(0, work.units, 0));
  }

  /** Notes in the program being captured by which algorithm an operation computes a pass, and what the others would cost. */
  noteChoice(choice: Omit<Choice, 'label'>): void {
    this.#program?.noteChoice({ ...choice, label: this.labels.current });
  }

  /** Copies `floats` float32, divided among the threads. */
  copy(source: number, target: number, floats: number): void {
    this.runDivided('copy', passOverFloats(floats, 2), (from, to) => [source + 4 * from, target + 4 * from, to - from]);
  }

  /** Sets `floats` float32, a multiple of four, to the number of these bits, divided among the threads. */
  fill(target: number, floats: number, bits: number): void {
    this.runDivided('fill', passOverFloats(floats, 1), (from, to) => [target + 4 * from, to - from, bits]);
  }

  /** Zeroes the lanes past the last of `channels` of each pixel, divided among the threads; nothing where there are none. */
  clearPadding(address: number, pixels: number, channels: number): void {
    if (channels % 4 === 0) return;
    const pixel = 4 * lanesOf(channels);
    this.runDivided('clear_padding', pass(pixels, pixel), (from, to) => [address + from * pixel, to - from, channels]);
  }

  /**
   * A buffer of so many bytes, with arbitrary content: inside `briefly` until its end, else until the backward pass of the
   * operation that `tape.record` notes next, or the end of what is computed around it.
   */
  scratch(byteLength: number): number {
    return this.buffers.scratch(byteLength);
  }

  /**
   * Runs `body` and gives the memory back that it took: its scratch, and its tensors once no backward pass needs them, but
   * for the one that it returns.
   */
  briefly<T>(body: () => T): T {
    return this.buffers.within(body);
  }

  /** A tensor for the time of this step at most, with arbitrary content. It wants a gradient if one of `inputs` does. */
  output(shape: Shape, layout: Layout, inputs: readonly Tensor[]): Tensor {
    for (const input of inputs) input.assertAlive();
    const requiresGradient = this.tape.recording && inputs.some((input) => input.requiresGradient);
    return this.#note(
      new Tensor(this, shape, layout, this.buffers.allocate(4 * floatsOf(shape, layout)), { requiresGradient, inputs }),
    );
  }

  /** The same memory as `x` in another shape of as many elements, which must lie in the same way. */
  view(x: Tensor, shape: Shape): Tensor {
    const { address, layout } = x;
    const isHeld = this.buffers.isLive(address);
    if (isHeld) this.buffers.hold(address);
    const requiresGradient = this.tape.recording && x.requiresGradient;
    return this.#note(new Tensor(this, shape, layout, address, { requiresGradient, inputs: [x], isHeld }));
  }

  /** A tensor that stays for good, zeroed. */
  persistent(shape: Shape, layout: Layout, requiresGradient = false): Tensor {
    const byteLength = 4 * floatsOf(shape, layout);
    const address = this.memory.allocate(byteLength);
    if (!requiresGradient) return new Tensor(this, shape, layout, address, { persistent: true });
    return new Tensor(this, shape, layout, address, {
      persistent: true,
      requiresGradient,
      gradientAddress: this.memory.allocate(byteLength),
    });
  }

  /** Runs `body` and gives all its step buffers back. What it returns must not be a tensor of the step. */
  step<T>(body: () => T): T {
    try {
      return body();
    } finally {
      this.tape.clear();
      this.buffers.rewind();
    }
  }

  /** Runs `body` once as a step and returns what it did as a program, which does the same on the same buffers again. */
  capture(body: () => void): Program {
    if (this.#program !== undefined) throw new InternalError('a step is already being captured');
    const program = new Program(this.#team);
    this.#program = program;
    try {
      this.step(body);
    } finally {
      this.#program = undefined;
    }
    return program;
  }

  #note(tensor: Tensor): Tensor {
    this.buffers.noteTensor(tensor);
    return tensor;
  }
}
