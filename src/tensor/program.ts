import type { KernelName, Kernels } from '../kernels/load.ts';
import type { TeamProgram, ThreadTeam } from '../kernels/team.ts';

/** How the work of one kernel call can be divided: `units` pieces of output, in whole multiples of `grain`. */
export interface Work {
  readonly units: number;
  readonly grain: number;
}

/** The arguments that make a kernel do the units [from, to), on the thread of this number. */
export type ArgumentsOf<K extends KernelName> = (from: number, to: number, thread: number) => Parameters<Kernels[K]>;

interface Call {
  readonly kernel: KernelName;
  readonly work: Work;
  readonly argumentsOf: ArgumentsOf<KernelName>;
}

/**
 * A captured step: the kernel calls of a static network in order, with all their arguments. Replaying it costs one
 * call of a bound function each, and gives the same bits as the eager operations, because it is the same calls. With a
 * thread team, each call's outputs are divided among the threads, which changes no bit either.
 */
export class Program {
  readonly #calls: Call[] = [];
  readonly #bound: (() => unknown)[] = [];
  readonly #team: ThreadTeam | undefined;
  #divided: TeamProgram | undefined;

  constructor(team?: ThreadTeam) {
    this.#team = team;
  }

  add<K extends KernelName>(kernel: K, run: Kernels[K], work: Work, argumentsOf: ArgumentsOf<K>): void {
    this.#calls.push({ kernel, work, argumentsOf: argumentsOf as unknown as ArgumentsOf<KernelName> });
    const args = argumentsOf(0, work.units, 0) as readonly number[];
    this.#bound.push((run as (...values: number[]) => unknown).bind(undefined, ...args));
  }

  /** The kernels in the order of their calls. */
  get kernels(): readonly string[] {
    return this.#calls.map(({ kernel }) => kernel);
  }

  replay(): void {
    const team = this.#team;
    if (team?.isReady !== true) {
      for (const call of this.#bound) call();
      return;
    }
    this.#divided ??= team.load(this.#divide(team.size));
    team.run(this.#divided);
  }

  /** The commands of each of `size` threads. Between two calls that only the first thread works on, nobody has to wait. */
  #divide(size: number) {
    const parts = this.#calls.map((call) => partsOf(call.work, size));
    const isDivided = parts.map((part) => part.length > 1);
    return Array.from({ length: size }, (_, thread) =>
      this.#calls.map(({ kernel, argumentsOf }, i) => {
        const part = parts[i]?.[thread];
        return {
          kernel: part === undefined ? undefined : kernel,
          args: part === undefined ? [] : (argumentsOf(part[0], part[1], thread) as readonly number[]),
          barrier: i === this.#calls.length - 1 || isDivided[i] === true || isDivided[i + 1] === true,
        };
      }),
    );
  }
}

/** Ranges of units for at most `size` threads, as even as the grain allows. */
function partsOf({ units, grain }: Work, size: number): readonly (readonly [from: number, to: number])[] {
  const grains = Math.ceil(units / grain);
  const threads = Math.max(1, Math.min(size, grains));
  return Array.from({ length: threads }, (_, i) => [
    Math.floor((grains * i) / threads) * grain,
    Math.min(units, Math.floor((grains * (i + 1)) / threads) * grain),
  ]);
}
