/**
 * A captured step: the kernel calls of a static network in order, with all their arguments. Replaying it costs one
 * call of a bound function each, and gives the same bits as the eager operations, because it is the same calls.
 */
export class Program {
  readonly #calls: (() => unknown)[] = [];
  readonly #names: string[] = [];

  add(name: string, kernel: (...args: never[]) => unknown, args: readonly number[]): void {
    this.#names.push(name);
    this.#calls.push(kernel.bind(undefined, ...(args as never[])));
  }

  /** The kernels in the order of their calls. */
  get kernels(): readonly string[] {
    return this.#names;
  }

  replay(): void {
    for (const call of this.#calls) call();
  }
}
