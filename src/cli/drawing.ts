import { isAnimated, type OutputStream } from '../report/terminal/style.ts';

type LogUpdate = ReturnType<typeof import('log-update')['createLogUpdate']>;

/** Text in a terminal that is drawn over itself. */
export class Drawing {
  readonly #stream: OutputStream;
  readonly #update: LogUpdate;
  #height = 0;

  constructor(stream: OutputStream, update: LogUpdate) {
    this.#stream = stream;
    this.#update = update;
  }

  show(text: string): void {
    // What log-update leaves standing of a frame of another height is not always what it should.
    const height = text.split('\n').length;
    if (height !== this.#height) this.#update.clear();
    this.#height = height;
    this.#update(text);
  }

  /** Writes a line that stays, above what is drawn next. */
  note(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  /** Takes the drawing away. */
  clear(): void {
    this.#update.clear();
    this.#height = 0;
  }

  /** Leaves it as it stands. */
  done(): void {
    this.#update.done();
  }
}

/** @returns undefined where there is no terminal to draw over */
export async function openDrawing(stream: OutputStream): Promise<Drawing | undefined> {
  if (!isAnimated(stream)) return undefined;
  const { createLogUpdate } = await import('log-update');
  return new Drawing(stream, createLogUpdate(stream as NodeJS.WriteStream));
}
