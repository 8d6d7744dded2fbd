import { z } from 'zod';
import type { Params } from '../../records/study/description.ts';
import type { Space } from '../space/space.ts';
import { ParzenEstimator, type Point } from './parzen.ts';
import { compareTrials, isPromising } from './ranking.ts';
import type { Observation, Question, SamplerEntry } from './sampler.ts';
import { evenPoints } from './unit-points.ts';

/** Hyperopt's bound: more good ones would not make the density of good places any sharper. */
const MOST_GOOD = 25;

const options = z.strictObject({
  startup: z
    .int()
    .min(1)
    .max(10_000)
    .default(8)
    .describe('As long as fewer trials have ended, they are spread evenly over the ranges.'),
  gamma: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.1)
    .describe(`Which part of the trials counts as good; at most ${MOST_GOOD} of them do.`),
  candidates: z
    .int()
    .min(1)
    .max(1000)
    .default(24)
    .describe('From how many places near the good ones the most promising is chosen.'),
});

type Options = z.output<typeof options>;

/**
 * Bergstra, Bardenet, Bengio, Kegl, "Algorithms for hyper-parameter optimization", 2011. Where l is the density of the good trials and g that of
 * all others, the expected improvement grows with l / g: of some candidates drawn from l, the one with the largest ratio is next.
 */
export const tpe: SamplerEntry<Options> = {
  name: 'tpe',
  summary: 'Looks where good trials lie denser than bad ones: a tree-structured Parzen estimator (Bergstra et al., 2011).',
  options,
  isAdaptive: true,
  create(chosen, space, seed) {
    const pointsOf = evenPoints(space, seed);
    return {
      *proposals(question) {
        if (question.view.length >= chosen.startup) yield* promising(chosen, space, question);
        else for (const point of pointsOf(question)) yield space.decode(point);
      },
    };
  },
};

/** Candidates by their ratio, the largest first; then of another draw, and so on. */
function* promising({ gamma, candidates }: Options, space: Space, { view, random }: Question): Generator<Params> {
  const { good, bad } = split(view, gamma, space);
  for (;;) {
    const drawn = Array.from({ length: candidates }, () => {
      const params = space.decode(good.sample(random));
      const point = space.encode(params);
      return { params, ratio: good.density(point) / bad.density(point) };
    });
    for (const { params } of drawn.sort((a, b) => b.ratio - a.ratio)) yield params;
  }
}

/** The densities of the good trials, of which all are promising, and of the others. */
function split(view: readonly Observation[], gamma: number, space: Space) {
  const ranked = view.toSorted(compareTrials);
  const most = Math.min(MOST_GOOD, Math.ceil(gamma * view.length), ranked.filter(isPromising).length);
  const points = ranked.map(({ params }): Point => space.encode(params));
  const domains = space.dimensions.map(({ domain }) => domain);
  return {
    good: new ParzenEstimator(domains, points.slice(0, most)),
    bad: new ParzenEstimator(domains, points.slice(most)),
  };
}
