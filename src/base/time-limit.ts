/** A moment by which work should be over, or none. Results that must not depend on time are computed without one. */
export class TimeLimit {
  static readonly NONE = new TimeLimit(undefined);

  readonly #end: number | undefined;
  readonly #isStopped: () => boolean;

  /**
   * @param end milliseconds as `performance.now()` counts them, from the start of the process.
   * @param isStopped whether the user wants no more of it: then the time is over.
   */
  constructor(end: number | undefined, isStopped = () => false) {
    this.#end = end;
    this.#isStopped = isStopped;
  }

  get isOver(): boolean {
    return (this.#end !== undefined && performance.now() >= this.#end) || this.#isStopped();
  }

  /** Milliseconds; Infinity without a limit. */
  get left(): number {
    if (this.#isStopped()) return 0;
    return this.#end === undefined ? Number.POSITIVE_INFINITY : Math.max(0, this.#end - performance.now());
  }

  /** The items, one at least, until this part of the time that is left is over. */
  *share<T>(items: Iterable<T>, fraction: number): Generator<T> {
    const limit = this.part(fraction);
    for (const item of items) {
      yield item;
      if (limit.isOver) return;
    }
  }

  /** The limit of a part of the work that may take this fraction of the time that is left. */
  part(fraction: number): TimeLimit {
    return this.#end === undefined ? this : new TimeLimit(performance.now() + fraction * this.left, this.#isStopped);
  }
}
