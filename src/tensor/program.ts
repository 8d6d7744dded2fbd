import type { KernelName, Kernels } from '../kernels/load.ts';
import type { TeamProgram, ThreadTeam } from '../kernels/team.ts';
import { type Timings, timeCalls } from '../kernels/team-timing.ts';
import { Faster } from './faster.ts';
import type { Label, Pass } from './labels.ts';
import { rangesOf, type Work } from './work.ts';

/** The arguments that make a kernel do the units [from, to), on the thread of this number. */
export type ArgumentsOf<K extends KernelName> = (from: number, to: number, thread: number) => Parameters<Kernels[K]>;

export type KernelFunction = (...values: number[]) => unknown;

/** A kernel call of a program, as it can be looked at. */
export interface PlannedCall {
  readonly kernel: KernelName;
  readonly work: Work;
  readonly label: Label;
}

/** The algorithm by which an operation computes one of its passes, of those that could. */
export interface Choice {
  readonly label: Label;
  readonly pass: Pass;
  readonly algorithm: string;
  /** What each would cost by the operation's model of cost, the chosen one among them, in the operation's own unit. */
  readonly costs: readonly { readonly algorithm: string; readonly cost: number }[];
}

interface Call extends PlannedCall {
  /** For each thread the arguments of all parts, of which it does those it gets hold of; empty without a team. */
  readonly parts: readonly (readonly (readonly number[])[])[];
}

/**
 * A captured step: the kernel calls of a static network in order, with all their arguments. Replaying it costs one
 * call of a bound function each, and gives the same bits as the eager operations, because it is the same calls. With a
 * thread team, each call's outputs are divided among the threads, which changes no bit either; while that is slower, since
 * something else keeps a core busy, the calling thread works alone.
 */
export class Program {
  readonly #calls: Call[] = [];
  readonly #bound: (() => unknown)[] = [];
  readonly #choices: Choice[] = [];
  readonly #team: ThreadTeam | undefined;
  /** Alone (0) or with the team (1), whichever takes less time at the moment. */
  readonly #faster = new Faster();
  #divided: TeamProgram | undefined;
  #isDivisible: boolean | undefined;

  constructor(team?: ThreadTeam) {
    this.#team = team;
  }

  add<K extends KernelName>(kernel: K, run: KernelFunction, work: Work, argumentsOf: ArgumentsOf<K>, label: Label): void {
    // Now, not when the team is ready: the tensors that the arguments come from do not live that long.
    const size = this.#team?.size ?? 0;
    const ranges = rangesOf(work, size);
    const parts = Array.from({ length: size }, (_, thread) => ranges.map(([from, to]) => argumentsOf(from, to, thread)));
    this.#calls.push({ kernel, work, label, parts });
    const args = argumentsOf(0, work.units, 0) as readonly number[];
    this.#bound.push(run.bind(undefined, ...args));
  }

  noteChoice(choice: Choice): void {
    this.#choices.push(choice);
  }

  /** The kernel calls in their order. */
  get calls(): readonly PlannedCall[] {
    return this.#calls;
  }

  /** The choices among algorithms that operations made, in their order. */
  get choices(): readonly Choice[] {
    return this.#choices;
  }

  /** The kernels in the order of their calls. */
  get kernels(): readonly string[] {
    return this.#calls.map(({ kernel }) => kernel);
  }

  replay(): void {
    const team = this.#team;
    if (team?.isReady !== true || !this.#hasParts(team.size)) {
      this.#replayAlone();
      return;
    }
    this.#divided ??= this.#load(team);
    const began = performance.now();
    if (this.#faster.choose() === 1) team.run(this.#divided);
    else this.#replayAlone();
    this.#faster.took(performance.now() - began);
  }

  /**
   * As `replay`, in the way that was faster of late, and takes down when each call began and ended. That costs some tens of
   * nanoseconds a call, and so has no say in which way is faster.
   */
  replayTimed(): Timings {
    const team = this.#team;
    if (team?.isReady !== true || !this.#hasParts(team.size) || this.#faster.better === 0) return timeCalls(this.#bound);
    this.#divided ??= this.#load(team);
    return team.runTimed(this.#divided);
  }

  #load(team: ThreadTeam): TeamProgram {
    return team.load(this.#divide(team.size));
  }

  #replayAlone(): void {
    for (const call of this.#bound) call();
  }

  /** Whether there is anything to divide. */
  #hasParts(size: number): boolean {
    this.#isDivisible ??= this.#calls.some(({ work }) => rangesOf(work, size).length > 1);
    return this.#isDivisible;
  }

  /** The commands of each of `size` threads. Between two calls that only the first thread works on, nobody has to wait. */
  #divide(size: number) {
    const isDivided = this.#calls.map(({ parts: [first = []] }) => first.length > 1);
    return Array.from({ length: size }, (_, thread) =>
      this.#calls.map(({ kernel, parts }, i) => {
        return {
          kernel,
          parts: isDivided[i] === true || thread === 0 ? (parts[thread] ?? []) : [],
          barrier: i === this.#calls.length - 1 || isDivided[i] === true || isDivided[i + 1] === true,
        };
      }),
    );
  }
}
