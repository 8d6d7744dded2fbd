/** How long a loop runs before it lets signals and the display have their turn, in milliseconds. */
const TURN = 40;

/** For a loop that computes without a pause: `if (turns.isDue) await turns.take();` */
export class Turns {
  #end = 0;

  get isDue(): boolean {
    return performance.now() >= this.#end;
  }

  /** Lets everything that waits be done. */
  async take(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#end = performance.now() + TURN;
  }
}
