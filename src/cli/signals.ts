/** The exit codes of a process that a signal ended, as shells count them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Turns Ctrl-C and a polite kill into a wish that the work under way asks for; a second one ends the process at once. */
export class Interruption {
  #signal: keyof typeof EXIT_CODES | undefined;
  readonly #listener: (signal: NodeJS.Signals) => void;

  /** @param onFirst is told when the wish is first made. */
  constructor(onFirst: () => void) {
    this.#listener = (signal) => {
      const known = signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
      if (this.#signal !== undefined) process.exit(EXIT_CODES[known]);
      this.#signal = known;
      onFirst();
    };
    process.on('SIGINT', this.#listener);
    process.on('SIGTERM', this.#listener);
  }

  get isWished(): boolean {
    return this.#signal !== undefined;
  }

  get exitCode(): number {
    return EXIT_CODES[this.#signal ?? 'SIGINT'];
  }

  /** Lets signals end the process again. */
  stop(): void {
    process.off('SIGINT', this.#listener);
    process.off('SIGTERM', this.#listener);
  }
}
