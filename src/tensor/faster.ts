/**
 * Chooses between two ways of doing the same thing by how long they took lately. Only for ways that differ in nothing but
 * time, as running on one thread or on several: a core that something else keeps busy makes a team slower than one thread
 * alone, and nobody can tell beforehand.
 */
export class Faster {
  /** Milliseconds, averaged over the last runs; NaN before the first. */
  readonly #average: [number, number] = [Number.NaN, Number.NaN];
  #runs = 0;

  /** The way that was faster lately; the second as long as one of them was not tried. */
  get better(): 0 | 1 {
    const [first, second] = this.#average;
    return first < second ? 0 : 1;
  }

  /** The way to take next. */
  choose(): 0 | 1 {
    const [first, second] = this.#average;
    if (Number.isNaN(second)) return 1;
    if (Number.isNaN(first)) return 0;
    this.#runs += 1;
    const { better } = this;
    // Now and then the other one, to see whether things have changed.
    if (this.#runs % LOOK_AGAIN !== 0) return better;
    return better === 1 ? 0 : 1;
  }

  /** Reports how long a way took, in milliseconds. */
  took(way: 0 | 1, milliseconds: number): void {
    const before = this.#average[way];
    this.#average[way] = Number.isNaN(before) ? milliseconds : before + (milliseconds - before) * WEIGHT;
  }
}

/** One run in so many goes to the slower way: it costs a hundredth where that takes twice as long. */
const LOOK_AGAIN = 64;
/** Of the newest run in the average. */
const WEIGHT = 0.25;
