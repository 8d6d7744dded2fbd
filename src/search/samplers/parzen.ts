import { exactExp, exactLog, exactPow, normalCdf } from '../../base/exact-math.ts';
import type { Random } from '../../base/random.ts';
import type { Domain } from '../space/domain.ts';

/** A trial in the unit cube; what is absent is undefined. */
export type Point = readonly (number | undefined)[];

/** The variance of the prior, which is uniform in the unit interval. */
const PRIOR_VARIANCE = 1 / 12;

/**
 * Against Scott's rule ("Multivariate density estimation", 1992), which is for points on one hill; good trials lie on several. [ours]: after 64
 * trials the median regret on Branin is half, on Hartmann 6 six sevenths of that with the rule itself (100 seeds); with noise they are equal.
 */
const NARROWER = 0.6;

/** Smaller than the last bit of the prior, on a logarithmic scale. */
const LOG_OF_NOTHING = -40;

/**
 * A density in the unit cube from a few points (Parzen, 1962): the mean of one bump around each point and of one more that is uniform, the
 * prior. A bump is a product over the coordinates, so that what goes together stays together (the multivariate kernel of Falkner,
 * Klein and Hutter, "BOHB", 2018): along ranges a normal distribution, for a choice the point's own value and rarely any other
 * (Aitchison and Aitken, 1976), and uniform for what the point does not have. Densities are relative to the uniform one, also those of choices, so
 * that it does not matter how many coordinates are present.
 */
export class ParzenEstimator {
  readonly #sides: readonly Side[];
  /** How many points there are. */
  readonly #count: number;

  constructor(domains: readonly Domain[], points: readonly Point[]) {
    this.#count = points.length;
    this.#sides = domains.map((domain, k) =>
      sideOf(
        domain,
        domains.length,
        Float64Array.from(points, (point) => point[k] ?? Number.NaN),
      ),
    );
  }

  /** A point of this distribution, with all its coordinates. */
  sample(random: Random): number[] {
    const bump = random.below(this.#count + 1); // the last one is the prior
    return this.#sides.map(({ domain, centres, width }) => {
      const centre = centres[bump];
      if (centre === undefined || Number.isNaN(centre)) return random.uniform();
      if (domain.isOrdered) return normalWithin(centre, width, random);
      return random.below(this.#count + 1) === 0 ? random.uniform() : centre;
    });
  }

  /** Relative to the uniform density, above 0. */
  density(point: Point): number {
    const logs = new Float64Array(this.#count);
    for (const [k, side] of this.#sides.entries()) {
      const u = point[k];
      if (u !== undefined) addSide(side, u, logs);
    }
    let sum = 1;
    for (const log of logs) if (log > LOG_OF_NOTHING) sum += exactExp(log);
    return sum / (this.#count + 1);
  }
}

/** One coordinate of the bumps. */
interface Side {
  readonly domain: Domain;
  /** NaN for a point that has none. */
  readonly centres: Float64Array;
  /** Along a range: the standard deviation. */
  readonly width: number;
  /** Logarithm of the density at the centre. */
  readonly peaks: Float64Array;
  /** Of a choice: logarithm of the density at any other value. */
  readonly elsewhere: number;
}

function sideOf(domain: Domain, dimensions: number, centres: Float64Array): Side {
  const n = centres.length;
  const width = widthOf(domain, dimensions, centres);
  const same = exactLog((n * domain.size + 1) / (n + 1));
  const peaks = domain.isOrdered ? centres.map((centre) => logPeakOf(centre, width)) : new Float64Array(n).fill(same);
  return { domain, centres, width, peaks, elsewhere: -exactLog(n + 1) };
}

/** Adds to the logarithms of the bumps at a point what its coordinate `u` contributes. */
function addSide({ domain, centres, width, peaks, elsewhere }: Side, u: number, logs: Float64Array): void {
  for (let i = 0; i < logs.length; i++) {
    const centre = centres[i] ?? Number.NaN;
    if (Number.isNaN(centre)) continue;
    const distance = (u - centre) / width;
    const peak = peaks[i] ?? 0;
    logs[i] = (logs[i] ?? 0) + (domain.isOrdered ? peak - (distance * distance) / 2 : u === centre ? peak : elsewhere);
  }
}

/**
 * The standard deviation of the bumps along one of d coordinates: NARROWER sigma n^(-1 / (d + 4)), of the n centres with the prior as one more, whose
 * variance is sigma^2. Half of a value's part of the interval at least, so that neighbours are reached.
 */
function widthOf({ size }: Domain, d: number, centres: Float64Array): number {
  const present = centres.filter((centre) => !Number.isNaN(centre));
  const n = present.length + 1;
  const square = (x: number) => x * x;
  const mean = present.reduce((sum, centre) => sum + centre, 0.5) / n;
  const variance = present.reduce((sum, centre) => sum + square(centre - mean), PRIOR_VARIANCE + square(0.5 - mean)) / n;
  return Math.max(0.5 / size, NARROWER * Math.sqrt(variance) * exactPow(n, -1 / (d + 4)));
}

/** Minus the logarithm of the integral of exp(-((u - centre) / width)^2 / 2) from 0 to 1. */
function logPeakOf(centre: number, width: number): number {
  const inside = normalCdf((1 - centre) / width) - normalCdf(-centre / width);
  return -exactLog(Math.sqrt(2 * Math.PI) * width * inside);
}

function normalWithin(centre: number, width: number, random: Random): number {
  for (;;) {
    const u = centre + width * random.normal();
    if (u >= 0 && u <= 1) return u;
  }
}
