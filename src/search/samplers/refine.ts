import { z } from 'zod';
import type { Dimension } from '../space/dimension.ts';
import type { Space } from '../space/space.ts';
import { compareTrials, isPromising } from './ranking.ts';
import type { Observation, SamplerEntry } from './sampler.ts';
import { evenPoints } from './unit-points.ts';

/** No box is narrower than this part of the range: noise between seeds hides what is nearer together. */
const NARROWEST = 0.05;

/** A best value in the outer tenth of a box, at either side, asks what lies beyond. */
const EDGE = 0.1;

/** After so many proposals that were all tried before, the box is taken twice as wide. */
const PATIENCE = 10;

const options = z.strictObject({
  coarse: z.int().min(1).max(10_000).default(8).describe('How many trials at first are spread over the whole of the ranges.'),
  round: z.int().min(1).max(10_000).default(8).describe('After how many further trials the box around the best one shrinks.'),
  shrink: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('The width of the box, as a fraction of that of the round before; at first the box is the whole of the ranges.'),
});

type Options = z.output<typeof options>;

export const refine: SamplerEntry<Options> = {
  name: 'refine',
  summary:
    'Coarse to fine: first over the whole of the ranges, then in boxes around the best trial, which shrink from round to round.',
  options,
  isAdaptive: true,
  create(chosen, space, seed) {
    const pointsOf = evenPoints(space, seed);
    return {
      *proposals(question) {
        let box = boxOf(chosen, space, question.index, question.view);
        let inBox = 0;
        for (const point of pointsOf(question)) {
          yield space.decode(point.map((u, k) => placed(u, box[k])));
          inBox += 1;
          if (inBox % PATIENCE === 0) box = box.map((side) => ({ ...side, width: Math.min(1, 2 * side.width) }));
        }
      },
    };
  },
};

/** Where one coordinate is looked for. */
interface Side {
  readonly isOrdered: boolean;
  /** Of the best trial; undefined: anywhere. */
  readonly best: number | undefined;
  /** As a part of the range. The value of a choice is the best one's, and with this probability drawn anew. */
  readonly width: number;
}

function boxOf({ coarse, round, shrink }: Options, space: Space, index: number, view: readonly Observation[]): readonly Side[] {
  let box: readonly Side[] = space.dimensions.map(({ domain }) => ({ isOrdered: domain.isOrdered, best: undefined, width: 1 }));
  if (index < coarse) return box;
  let best: Observation | undefined;
  let known = 0;
  // The boxes of all rounds up to that of this trial, each around the best one known before its round, the last around the best one of all.
  for (let end = coarse; ; end += round) {
    const isLast = end + round > index;
    for (; known < view.length; known++) {
      const trial = view[known];
      if (trial === undefined || (trial.index >= end && !isLast)) break;
      if (isPromising(trial) && (best === undefined || compareTrials(trial, best) < 0)) best = trial;
    }
    if (best !== undefined) {
      const place = space.encode(best.params);
      box = box.map((side, k) => movedTo(side, place[k], space.dimensions[k], shrink));
    }
    if (isLast) return box;
  }
}

/** The side of the next box, around the best trial: narrower, unless the best is at an edge of the box. */
function movedTo(side: Side, best: number | undefined, dimension: Dimension | undefined, shrink: number): Side {
  if (best === undefined || dimension === undefined) return { ...side, best };
  const [low, high] = endsOf(side);
  const edge = EDGE * (high - low);
  const isAtEdge = side.isOrdered && ((best < low + edge && low > 0) || (best > high - edge && high < 1));
  // Of a few values in order the neighbours of the best one are always in the box.
  const narrowest = side.isOrdered ? Math.min(1, Math.max(NARROWEST, 3 / dimension.domain.size)) : NARROWEST;
  return { ...side, best, width: isAtEdge ? side.width : Math.max(narrowest, shrink * side.width) };
}

/** Of the box, which is moved inside the range where it would reach beyond. */
function endsOf({ best, width }: Side): readonly [low: number, high: number] {
  const low = best === undefined ? 0 : Math.min(1 - width, Math.max(0, best - width / 2));
  return [low, best === undefined ? 1 : low + width];
}

/** A coordinate of the whole range in the box. */
function placed(u: number, side: Side | undefined): number {
  if (side?.best === undefined) return u;
  if (!side.isOrdered) return u < side.width ? u / side.width : side.best;
  const [low, high] = endsOf(side);
  return Math.min(1, low + u * (high - low));
}
