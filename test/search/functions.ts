import type { DimensionDescription } from '../../src/records/study/description.ts';

/** A function with a known minimum, on which methods of search are compared. */
export interface TestFunction {
  readonly name: string;
  readonly ranges: readonly (readonly [low: number, high: number])[];
  readonly minimum: number;
  /** Where it is: one of the places, to six digits. */
  readonly at: readonly number[];
  value(x: readonly number[]): number;
}

/**
 * Branin: three equal minima in two dimensions. Constants as in Dixon and Szegö, "The global optimization problem: an introduction"
 * (in: Towards Global Optimization 2, 1978).
 */
export const branin: TestFunction = {
  name: 'Branin',
  ranges: [
    [-5, 10],
    [0, 15],
  ],
  minimum: 0.397887,
  at: [Math.PI, 2.275],
  value([x = 0, y = 0]) {
    const b = 5.1 / (4 * Math.PI * Math.PI);
    const t = 1 / (8 * Math.PI);
    return (y - b * x * x + (5 / Math.PI) * x - 6) ** 2 + 10 * (1 - t) * Math.cos(x) + 10;
  },
};

/** Hartmann's function of six dimensions: four valleys, with the constants of the same paper. */
export const hartmann6: TestFunction = {
  name: 'Hartmann 6',
  ranges: Array.from({ length: 6 }, () => [0, 1] as const),
  minimum: -3.32237,
  at: [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573],
  value: (x) =>
    -VALLEYS.reduce((sum, { depth, steepness, centre }) => {
      const squares = steepness.map((a, i) => a * ((x[i] ?? 0) - (centre[i] ?? 0) / 10_000) ** 2);
      return sum + depth * Math.exp(-squares.reduce((all, square) => all + square, 0));
    }, 0),
};

const VALLEYS = [
  { depth: 1, steepness: [10, 3, 17, 3.5, 1.7, 8], centre: [1312, 1696, 5569, 124, 8283, 5886] },
  { depth: 1.2, steepness: [0.05, 10, 17, 0.1, 8, 14], centre: [2329, 4135, 8307, 3736, 1004, 9991] },
  { depth: 3, steepness: [3, 3.5, 1.7, 10, 17, 8], centre: [2348, 1451, 3522, 2883, 3047, 6650] },
  { depth: 3.2, steepness: [17, 8, 0.05, 10, 0.1, 14], centre: [4047, 8828, 8732, 5743, 1091, 381] },
];

/** Its arguments as a search space. */
export function spaceOf({ ranges }: TestFunction): DimensionDescription[] {
  return ranges.map(([low, high], i) => ({ key: `x${i + 1}`, type: 'uniform', low, high }));
}
