import { Random } from '../../base/random.ts';

/**
 * The numbers that a Sobol sequence is made of, one line for each dimension after the first: a primitive polynomial over GF(2)
 * (its coefficients as bits) and the first direction numbers. From Joe and Kuo, "Constructing Sobol sequences with better
 * two-dimensional projections", 2008 (their table new-joe-kuo-6).
 */
const DIRECTIONS: readonly (readonly [polynomial: number, ...first: number[]])[] = [
  [3, 1],
  [7, 1, 3],
  [11, 1, 3, 1],
  [13, 1, 1, 1],
  [19, 1, 1, 3, 3],
  [25, 1, 3, 5, 13],
  [37, 1, 1, 5, 5, 17],
  [41, 1, 1, 5, 5, 5],
  [47, 1, 1, 7, 11, 19],
  [55, 1, 1, 5, 1, 1],
  [59, 1, 1, 1, 3, 11],
  [61, 1, 3, 5, 5, 31],
  [67, 1, 3, 3, 9, 7, 49],
  [91, 1, 1, 1, 15, 21, 21],
  [97, 1, 3, 1, 13, 27, 49],
  [103, 1, 1, 1, 15, 7, 5],
  [109, 1, 3, 1, 15, 13, 25],
  [115, 1, 1, 5, 5, 19, 61],
  [131, 1, 3, 7, 11, 23, 15, 103],
  [137, 1, 3, 7, 13, 13, 15, 69],
];

const BITS = 32;

/**
 * Points that fill the unit cube more evenly than random ones do: a Sobol sequence, its digits scrambled as Owen does ("Randomly
 * permuted (t,m,s)-nets and (t,s)-sequences", 1995), which keeps the evenness and makes each point uniform by itself. Any 2^m
 * points from a multiple of 2^m on have one coordinate of each dimension in each of 2^m equal parts.
 */
export class SobolSequence {
  readonly #seeds: readonly number[];
  readonly #orders: readonly number[];
  readonly #directions: readonly (readonly number[])[];

  constructor(dimensions: number, seed: number) {
    const random = Random.derive(seed, 'sobol');
    this.#directions = directionTable();
    this.#seeds = Array.from({ length: dimensions }, () => random.uint32());
    // Where there are more dimensions than in the table they take its lines again, the points in another order.
    this.#orders = Array.from({ length: Math.ceil(dimensions / this.#directions.length) }, () => random.uint32());
  }

  /** @returns coordinates in (0, 1), one for each dimension. `index` is below 2^32. */
  point(index: number): number[] {
    const width = this.#directions.length;
    return this.#seeds.map((seed, dimension) => {
      const round = Math.floor(dimension / width);
      const position = round === 0 ? index : scrambled(index, this.#orders[round] ?? 0);
      const digits = combined(this.#directions[dimension % width] ?? [], position);
      return (scrambled(digits, seed) + 0.5) / 2 ** BITS;
    });
  }
}

/** The direction numbers v_1 to v_32 of each dimension, as binary fractions of 32 bits. */
function directionTable(): number[][] {
  const first = Array.from({ length: BITS }, (_, k) => 2 ** (BITS - 1 - k));
  return [first, ...DIRECTIONS.map(([polynomial, ...start]) => directionsOf(polynomial, start))];
}

/** m_k = 2 a_1 m_(k-1) ^ 4 a_2 m_(k-2) ^ ... ^ 2^s m_(k-s) ^ m_(k-s), where s is the degree of the polynomial; v_k = m_k / 2^k. */
function directionsOf(polynomial: number, start: readonly number[]): number[] {
  const degree = start.length;
  const v = start.map((m, k) => (m << (BITS - 1 - k)) >>> 0);
  for (let k = degree; k < BITS; k++) {
    const oldest = v[k - degree] ?? 0;
    let next = oldest ^ (oldest >>> degree);
    for (let i = 1; i < degree; i++) if ((polynomial >>> (degree - i)) & 1) next ^= v[k - i] ?? 0;
    v.push(next >>> 0);
  }
  return v;
}

/** The sum without carry of the direction numbers that the bits of the index choose. */
function combined(directions: readonly number[], index: number): number {
  let sum = 0;
  for (let k = 0; k < BITS; k++) if ((index >>> k) & 1) sum ^= directions[k] ?? 0;
  return sum >>> 0;
}

/** Flips each bit, or not, as a hash of the bits above it says. */
function scrambled(value: number, seed: number): number {
  let flips = 0;
  let above = 1; // a one, and behind it the bits that were seen
  for (let bit = BITS - 1; bit >= 0; bit--) {
    flips = (flips << 1) | (hashed(hashed(above) ^ seed) & 1);
    above = (above << 1) | ((value >>> bit) & 1);
  }
  return (value ^ flips) >>> 0;
}

/** The last step of MurmurHash3: every bit of the result depends on every bit of what goes in. */
function hashed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
