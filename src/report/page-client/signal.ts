/** Something that parts of the page tell each other. */
export class Signal<T> {
  readonly #listeners: ((value: T) => void)[] = [];
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Tells everybody, unless it is what they know already. */
  set(value: T): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  /** Takes back what somebody has told, unless another one has told something else meanwhile. */
  release(this: Signal<T | undefined>, own: T | undefined): void {
    if (own !== undefined && own === this.#value) this.set(undefined);
  }

  listen(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }
}
