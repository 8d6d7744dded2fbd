import type { KernelName, Kernels } from '../kernels/load.ts';
import type { TeamProgram, ThreadTeam } from '../kernels/team.ts';
import { type Timings, timeCalls } from '../kernels/team-timing.ts';
import { Faster } from './faster.ts';
import type { Label, Pass } from './labels.ts';
import { rangesOf, type Work } from './work.ts';

/** The arguments that make a kernel do the units [from, to), on the thread of this number. */
export type ArgumentsOf<K extends KernelName> = (from: number, to: number, thread: number) => Parameters<Kernels[K]>;

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
  readonly argumentsOf: ArgumentsOf<KernelName>;
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

  add<K extends KernelName>(kernel: K, run: Kernels[K], work: Work, argumentsOf: ArgumentsOf<K>, label: Label): void {
    this.#calls.push({ kernel, work, label, argumentsOf: argumentsOf as unknown as ArgumentsOf<KernelName> });
    const args = argumentsOf(0, work.units, 0) as readonly number[];
    this.#bound.push((run as (...values: number[]) => unknown).bind(undefined, ...args));
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
    const ranges = this.#calls.map(({ work }) => rangesOf(work, size));
    const isDivided = ranges.map((parts) => parts.length > 1);
    return Array.from({ length: size }, (_, thread) =>
      this.#calls.map(({ kernel, argumentsOf }, i) => {
        const own = isDivided[i] === true || thread === 0 ? (ranges[i] ?? []) : [];
        return {
          kernel,
          parts: own.map(([from, to]) => argumentsOf(from, to, thread) as readonly number[]),
          barrier: i === this.#calls.length - 1 || isDivided[i] === true || isDivided[i + 1] === true,
        };
      }),
    );
  }
}
