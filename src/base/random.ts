import { exactLog } from './exact-math.ts';

/**
 * Seeded random streams (xoshiro128**, Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018).
 * A stream is derived from a seed and a path of labels, so that each user of randomness (the initial weights of one
 * layer, the order of one epoch) has its own stream, which no other change to the program shifts.
 */
export class Random {
  readonly #state: Uint32Array;
  #spare: number | undefined;

  private constructor(state: Uint32Array) {
    this.#state = state;
  }

  /** The stream named by `labels` under `seed`: the same arguments always give the same stream. */
  static derive(seed: number, ...labels: readonly (string | number)[]): Random {
    const hash = new LabelHash();
    hash.addNumber(seed);
    for (const label of labels) {
      if (typeof label === 'number') hash.addNumber(label);
      else hash.addText(label);
    }
    return new Random(hash.finish());
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number in [0, bound), each equally likely; `bound` is in 1..2^32. */
  below(bound: number): number {
    const unbiased = 2 ** 32 - (2 ** 32 % bound);
    let draw = this.uint32();
    while (draw >= unbiased) draw = this.uint32();
    return draw % bound;
  }

  /** Standard normal (Marsaglia's polar method, 1964). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * exactLog(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle(items: Uint32Array | unknown[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = items[i];
      items[i] = items[j] as never;
      items[j] = kept as never;
    }
  }
}

/** Four 32-bit hashes side by side (FNV-1a steps with different offsets, finished as MurmurHash3 does). */
class LabelHash {
  readonly #words = Uint32Array.of(0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35);

  addNumber(value: number): void {
    const bytes = new DataView(new ArrayBuffer(9));
    bytes.setUint8(0, 1); // tells the number 1 from the text "1"
    bytes.setFloat64(1, value);
    for (let i = 0; i < 9; i++) this.#addByte(bytes.getUint8(i));
  }

  addText(text: string): void {
    this.#addByte(2);
    for (const byte of new TextEncoder().encode(text)) this.#addByte(byte);
    this.#addByte(0);
  }

  finish(): Uint32Array {
    return this.#words.map((word, i) => {
      let h = word ^ Math.imul(this.#words[(i + 1) & 3] as number, 0x27d4eb2f);
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      h ^= h >>> 16;
      return h === 0 ? i + 1 : h; // the state of xoshiro must not be all zeros
    });
  }

  #addByte(byte: number): void {
    for (let i = 0; i < 4; i++) this.#words[i] = Math.imul(((this.#words[i] as number) ^ byte) + i, 0x01000193);
  }
}
