import { encodeEvent } from './event.ts';

/**
 * Events of the same tags, one after the other: encoded once, and then only the numbers in it are changed, which takes a fourth of the
 * time. That is for what is logged at every step.
 */
export class ScalarRow {
  readonly #tags: readonly string[];
  /** By the number of bytes that the step takes. */
  readonly #templates: Uint8Array[] = [];
  readonly #places: number[][] = [];

  /** @param tags shorter than 100 bytes, ASCII. */
  constructor(tags: readonly string[]) {
    this.#tags = tags;
  }

  /** The same bytes as `encodeEvent` gives. @param numbers one for each tag */
  encode(wallTime: number, step: number, numbers: readonly number[]): Uint8Array {
    const size = varintSize(step);
    const bytes = (this.#templates[size] ?? this.#learn(size, step)).slice();
    const view = new DataView(bytes.buffer);
    view.setFloat64(WALL_TIME, wallTime, true);
    let left = step;
    for (let i = 0; i < size; i++) {
      bytes[STEP + i] = (left % 128) + (i < size - 1 ? 128 : 0);
      left = Math.floor(left / 128);
    }
    const places = this.#places[size] as number[];
    for (let i = 0; i < places.length; i++) view.setFloat32(places[i] as number, numbers[i] as number, true);
    return bytes;
  }

  #learn(size: number, step: number): Uint8Array {
    const values = this.#tags.map((tag) => ({ tag, scalar: 0 }));
    // A copy: the library gives a part of a larger buffer.
    const template = Uint8Array.from(encodeEvent({ wallTime: 0, step, values }));
    this.#templates[size] = template;
    // Each value ends with its number, and the event with the last value.
    let end = template.length;
    this.#places[size] = this.#tags
      .toReversed()
      .map((tag) => {
        const place = end - 4;
        end -= VALUE_OVERHEAD + tag.length;
        return place;
      })
      .reverse();
    return template;
  }
}

/** Where they are in an event: each after the one byte of its field's number. */
const WALL_TIME = 1;
const STEP = 10;
/** Of a value, beside its tag: two bytes before it, two before the tag, one before the four of the number. */
const VALUE_OVERHEAD = 9;

/** Seven bits to a byte. */
function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}
