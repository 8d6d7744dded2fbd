import { Random } from '../../src/base/random.ts';
import { type Importance, importanceOf } from '../../src/search/analysis/importance.ts';
import { createSpace } from '../../src/search/space/space.ts';

/** Results of which it is known what share each of three hyperparameters makes by itself. */
export interface PlantedShares {
  readonly name: string;
  readonly shares: readonly [a: number, b: number, c: number];
  score(a: number, b: number, random: Random): number;
}

export const planted = {
  parabola: { name: 'one decides, (a - 0.4)²', shares: [1, 0, 0], score: (a) => -((a - 0.4) ** 2) },
  added: { name: 'two alike, a + b', shares: [0.5, 0.5, 0], score: (a, b) => a + b },
  halfNoise: {
    ...{ name: 'one, and as much noise', shares: [0.5, 0, 0] },
    score: (a, _, random) => a + Math.sqrt(1 / 12) * random.normal(),
  },
  noise: { name: 'noise alone', shares: [0, 0, 0], score: (_a, _b, random) => random.normal() },
} satisfies Record<string, PlantedShares>;

const space = createSpace(['a', 'b', 'c'].map((key) => ({ key, type: 'uniform', low: 0, high: 1 })));

/** What is told of studies of so many trials at random, one for each seed from 1. */
export function toldOf({ name, score }: PlantedShares, trials: number, studies: number): Importance[] {
  return Array.from({ length: studies }, (_, seed) => {
    const random = Random.derive(seed + 1, name, 'trials');
    const all = Array.from({ length: trials }, (_, index) => {
      const params = space.decode(space.dimensions.map(() => random.uniform()));
      const value = score(Number(params.a), Number(params.b), random);
      return { index, params, state: 'completed' as const, score: value, scores: [value] };
    });
    const told = importanceOf(space, all, seed + 1);
    if (told === undefined) throw new Error(`nothing is told of ${trials} trials`);
    return told;
  });
}

/** In how many of some studies the truth lies within two deviations of what is told of a hyperparameter. */
export function covered(told: readonly Importance[], key: 0 | 1 | 2, truth: number): number {
  return told.filter(({ keys }) => Math.abs((keys[key]?.share ?? Number.NaN) - truth) <= 2 * (keys[key]?.deviation ?? 0)).length;
}
