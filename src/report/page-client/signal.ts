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

  listen(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }
}

/** The trial that the pointer is on, in whichever chart or table. */
export const pointed = new Signal<number | undefined>(undefined);

/** The trials that are chosen in a chart; undefined: all. */
export const chosen = new Signal<ReadonlySet<number> | undefined>(undefined);
