import { Random } from '../../base/random.ts';

/**
 * The random numbers of one augmentation. Those of an image are a function of the seed, the augmentation's place in the list,
 * the epoch and the image's position in its set: SplitMix (Steele, Lea, Flood, 2014) in 32 bits, which begins at a hash of
 * these. To derive a `Random` for each image would take longer than to flip it.
 */
export class Draws {
  readonly #seed: number;
  readonly #place: number;
  #epoch = Number.NaN;
  #key0 = 0;
  #key1 = 0;
  #state = 0;

  /** @param place in the list of augmentations. */
  constructor(seed: number, place: number) {
    this.#seed = seed;
    this.#place = place;
  }

  /** What is drawn from now on is of this image in this epoch, from the first number on. */
  begin(epoch: number, position: number): void {
    if (epoch !== this.#epoch) this.#beginEpoch(epoch);
    this.#state = mix(mix(position ^ this.#key0) + this.#key1);
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    this.#state = (this.#state + GOLDEN) | 0;
    return mix(this.#state) >>> 0;
  }

  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number in [0, bound); `bound` is at most 2^20, so that none is likelier by more than 2^-12 of its chance. */
  below(bound: number): number {
    return Math.floor((this.uint32() * bound) / 2 ** 32);
  }

  #beginEpoch(epoch: number): void {
    const random = Random.derive(this.#seed, 'augment', this.#place, epoch);
    this.#epoch = epoch;
    this.#key0 = random.uint32() | 0;
    this.#key1 = random.uint32() | 0;
  }
}

const GOLDEN = 0x9e3779b9 | 0;

/** A bijection of 32 bits in which every bit of the input turns every bit of the output over half the time (lowbias32). */
function mix(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
