/**
 * Chooses between two ways of doing the same thing by how long they took lately. Only for ways that differ in nothing but
 * time, as running alone (0) or with a team of threads (1): a core that something else keeps busy makes a team slower than
 * one thread, and nobody can tell beforehand.
 *
 * A way is judged by a stretch of runs, not by one: the first runs of a program meet code that is not optimized yet and
 * threads that sleep, and a judgement from them alone would stand until the next comparison.
 */
export class Faster {
  /** Milliseconds a run in the last stretch of each way; NaN before the first. */
  readonly #mean: [number, number] = [Number.NaN, Number.NaN];
  #better: 0 | 1 = 1;
  #way: 0 | 1 = 1;
  /** Stretches of the better way until the other one is tried again, and how many there were to be. */
  #left = SOONEST;
  #interval = SOONEST;
  /** Of the stretch under way. The run that follows a change of way is not counted: the threads have to wake up. */
  #counts = false;
  #runs = 0;
  #milliseconds = 0;

  /** The way that was faster lately, as far as is known; at first the team. */
  get better(): 0 | 1 {
    return this.#better;
  }

  /** The way to take next. */
  choose(): 0 | 1 {
    return this.#way;
  }

  /** Reports how long a run of the chosen way took, in milliseconds. */
  took(milliseconds: number): void {
    if (!this.#counts) {
      this.#counts = true;
      return;
    }
    this.#runs += 1;
    this.#milliseconds += milliseconds;
    if (this.#milliseconds < STRETCH) return;
    const way = this.#way;
    this.#mean[way] = this.#milliseconds / this.#runs;
    this.#runs = 0;
    this.#milliseconds = 0;
    this.#way = this.#next();
    // Alone there is nobody to wake.
    this.#counts = this.#way === way || this.#way === 0;
  }

  /** The way of the stretch that follows one that has just been measured. */
  #next(): 0 | 1 {
    const [alone, team] = this.#mean;
    const other = this.#better === 1 ? 0 : 1;
    const winner = Number.isNaN(alone) || team <= alone ? 1 : 0;
    if (this.#way === this.#better) {
      this.#left -= 1;
      // The other one's time is an old one where it seems to win: it has to prove it.
      return this.#left <= 0 || winner !== this.#better ? other : this.#better;
    }
    this.#interval = winner === this.#better ? Math.min(LATEST, 4 * this.#interval) : SOONEST;
    this.#left = this.#interval;
    this.#better = winner;
    return winner;
  }
}

/** Milliseconds of runs that a way is judged by. */
const STRETCH = 20;
/** Stretches until the other way is tried again: soon at first, then more and more rarely, as long as it loses. */
const SOONEST = 2;
const LATEST = 128;
